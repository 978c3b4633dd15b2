import { createServer } from 'node:http';
import { greeting } from './greeting';

enum Kind { Plain = 'TypeScript' }

createServer((_, response) => response.end(greeting(Kind.Plain))).listen(process.env.PORT);
