console.log('connecting to the database');
console.error('FATAL: no pg_hba.conf entry for host');
process.exit(3);
