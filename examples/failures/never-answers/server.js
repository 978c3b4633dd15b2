require('node:http').createServer(() => console.log('a request came, and waits for the lock')).listen(process.env.PORT, '0.0.0.0');
