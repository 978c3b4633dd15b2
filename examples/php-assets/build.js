const { mkdirSync, writeFileSync } = require('node:fs');

mkdirSync('public/assets', { recursive: true });
writeFileSync('public/assets/site.css', 'body { color: rebeccapurple; }\n');
