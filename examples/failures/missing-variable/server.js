const url = process.env.DATABASE_URL;
if (!url) throw new Error('Missing required environment variable DATABASE_URL');
require('node:http').createServer((request, response) => response.end('hello')).listen(process.env.PORT);
