import { createServer } from 'node:http';
import { greeting } from '@acme/greeting';

createServer((request, response) => response.end(greeting('pnpm'))).listen(process.env.PORT);
