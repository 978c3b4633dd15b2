require('node:http').createServer((request, response) => response.end('hello')).listen(4000 + process.pid % 1000, '0.0.0.0', function () { console.log('listening on ' + this.address().port); });
