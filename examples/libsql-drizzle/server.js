// Notes in a database of the platform, through Drizzle: its migrations run when the app starts, each once.
import { createServer } from 'node:http';
import { createClient } from '@libsql/client';
import { desc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { notes, tags } from './schema.js';

const client = createClient({ url: process.env.DATABASE_URL, authToken: process.env.DATABASE_AUTH_TOKEN });
const db = drizzle(client);
await migrate(db, { migrationsFolder: 'drizzle' });

async function add(text) {
  return db.transaction(async (tx) => {
    const [note] = await tx.insert(notes)
      .values({ text, weight: text.length / 2, size: 2n ** 60n, createdAt: new Date() })
      .returning();
    await tx.insert(tags).values({ noteId: note.id, name: 'new' });
    return note.id;
  });
}

async function list() {
  const rows = await db.select({ text: notes.text, weight: notes.weight, size: notes.size, tag: tags.name })
    .from(notes).leftJoin(tags, eq(tags.noteId, notes.id)).orderBy(desc(notes.id)).limit(50);
  return `${rows.length} notes: ${rows.map((n) => `${n.text} (${n.weight}, ${n.size}, ${n.tag})`).join(', ')}`;
}

createServer(async (request, response) => {
  try {
    const { pathname, searchParams } = new URL(request.url, 'http://app');
    response.end(pathname === '/add' ? `added ${await add(searchParams.get('text'))}` : await list());
  } catch (e) {
    response.statusCode = 500;
    response.end(`${e.name}: ${e.message}`);
  }
}).listen(process.env.PORT);
