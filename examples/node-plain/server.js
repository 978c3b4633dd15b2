const { createServer } = require('node:http');

createServer((request, response) => {
  response.setHeader('content-type', 'text/plain');
  response.end('Plain Node.js, no package.json\n');
}).listen(process.env.PORT);
