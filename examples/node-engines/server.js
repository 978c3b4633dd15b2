import { createServer } from 'node:http';

createServer((request, response) => response.end(`Node.js ${process.version.split('.')[0]} as package.json asks`)).listen(process.env.PORT);
