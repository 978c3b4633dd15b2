const cache = [];
console.log('filling the cache');
setInterval(() => cache.push(Buffer.alloc(16 << 20, 1)), 50);
