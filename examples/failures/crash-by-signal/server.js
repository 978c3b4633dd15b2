console.log('about to abort');
process.abort();
