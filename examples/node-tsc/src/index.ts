import { createServer } from 'node:http';

const text: string = 'Compiled by tsc, which no script calls';

createServer((_, response) => response.end(text)).listen(process.env.PORT);
