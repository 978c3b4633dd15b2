let done = 0;
setInterval(() => console.log(`migrated ${++done} of 100000 tables`), 500);
