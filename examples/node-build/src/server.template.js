import { createServer } from 'node:http';

createServer((request, response) => response.end('__TEXT__')).listen(process.env.PORT);
