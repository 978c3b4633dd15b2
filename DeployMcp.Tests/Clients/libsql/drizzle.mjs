// Runs queries on the tables that drizzle-kit migrated, and its own migrator a second time; prints one JSON object.
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";
import { asc, eq, sql } from "drizzle-orm";
import * as schema from "./schema.mjs";

const { authors, books } = schema;
const client = createClient({ url: process.env.DATABASE_URL, authToken: process.env.DATABASE_AUTH_TOKEN });
const db = drizzle(client, { schema });
await migrate(db, { migrationsFolder: process.env.MIGRATIONS });

const [ann] = await db.insert(authors).values({ name: "Ann", born: new Date(0), photo: Buffer.from([0, 255]) }).returning();
await db.transaction(async (tx) => {
  await tx.insert(books).values([{ title: "One", price: 9.5, authorId: ann.id }, { title: "Two", authorId: ann.id }]);
  await tx.update(books).set({ price: 12.25 }).where(eq(books.title, "Two"));
});
const rolledBack = await db.transaction(async (tx) => {
  await tx.insert(books).values({ title: "Three", authorId: ann.id });
  tx.rollback();
}).catch((error) => error.constructor.name);
const joined = await db.select({ title: books.title, price: books.price, author: authors.name }).from(books)
  .innerJoin(authors, eq(books.authorId, authors.id)).orderBy(asc(books.id));
const refused = await db.insert(books).values({ title: "Orphan", authorId: 999 }).catch((error) => error.cause?.code ?? error.code);
const [batched] = await db.batch([db.select({ n: sql`count(*)` }).from(books), db.select().from(authors)]);
await db.delete(authors).where(eq(authors.id, ann.id));
const left = await db.select().from(books);
client.close();
console.log(JSON.stringify({ ann: { ...ann, photo: [...ann.photo] }, joined, rolledBack, refused, batched, left }));
