import Fastify from 'fastify';

const app = Fastify();
app.get('/', async () => ({ served: 'by Fastify' }));
await app.listen({ port: Number(process.env.PORT), host: process.env.HOST });
