// Counts its visits in the database that the platform has given it, and survives redeploys with them.
import { createServer } from 'node:http';
import { createClient } from '@libsql/client';

const db = createClient({ url: process.env.DATABASE_URL, authToken: process.env.DATABASE_AUTH_TOKEN });
await db.execute('create table if not exists visits (id integer primary key, path text not null)');

createServer(async (request, response) => {
  try {
    const [, count] = await db.batch(
      [{ sql: 'insert into visits (path) values (?)', args: [request.url] }, 'select count(*) as visits from visits'], 'write');
    response.end(`visits: ${count.rows[0].visits}`);
  } catch (e) {
    response.statusCode = 500;
    response.end(`${e.code ?? e.name}: ${e.message}`);
  }
}).listen(process.env.PORT);
