// Prisma with its libSQL adapter, whose queries are compiled in WebAssembly; prints one JSON object with what came of each.
import { PrismaLibSql } from "@prisma/adapter-libsql";
import client from "./generated/index.js";

const prisma = new client.PrismaClient({ adapter: new PrismaLibSql({ url: process.env.DATABASE_URL, authToken: process.env.DATABASE_AUTH_TOKEN, intMode: "bigint" }) });
const code = (promise) => promise.then(() => "none", (error) => error.code ?? error.constructor.name);
const result = {};
for (const sql of [
  `CREATE TABLE "Author" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL, "born" DATETIME NOT NULL, "photo" BLOB, "big" BIGINT NOT NULL DEFAULT 0)`,
  `CREATE UNIQUE INDEX "Author_name_key" ON "Author"("name")`,
  `CREATE TABLE "Book" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "price" REAL NOT NULL, "authorId" INTEGER NOT NULL REFERENCES "Author" ("id"))`,
])
  await prisma.$executeRawUnsafe(sql);

const ann = await prisma.author.create({
  data: { name: "Ann", born: new Date(0), photo: new Uint8Array([0, 255]), big: 9223372036854775807n, books: { create: [{ title: "One", price: 9.5 }, { title: "Two", price: 12.25 }] } },
  include: { books: true },
});
result.ann = { ...ann, born: ann.born.toISOString(), photo: [...ann.photo], big: `${ann.big}` };
result.refused = await code(prisma.author.create({ data: { name: "Ann", born: new Date(0) } }));
result.foreignKey = await code(prisma.book.create({ data: { title: "Lost", price: 1, authorId: 999 } }));
result.rolledBack = await code(prisma.$transaction(async (tx) => {
  await tx.book.create({ data: { title: "Undone", price: 1, authorId: ann.id } });
  throw new RangeError("enough");
}));
await prisma.$transaction([prisma.book.update({ where: { id: 1 }, data: { price: { increment: 0.5 } } }), prisma.book.deleteMany({ where: { title: { startsWith: "Tw" } } })]);
result.left = await prisma.book.findMany({ select: { title: true, price: true, author: { select: { name: true } } }, orderBy: { id: "asc" } });
result.sums = await prisma.book.aggregate({ _count: true, _avg: { price: true } });
result.raw = await prisma.$queryRaw`SELECT count(*) AS n FROM Book WHERE price > ${5}`.then((rows) => Number(rows[0].n));
await prisma.$disconnect();
console.log(JSON.stringify(result));
