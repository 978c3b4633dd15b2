import { Hono } from 'hono';

const app = new Hono();
app.get('/', (c) => c.text(`Served by Bun ${Bun.version.split('.')[0]}`));

export default { port: process.env.PORT, fetch: app.fetch };
