const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');

mkdirSync('dist', { recursive: true });
writeFileSync('dist/index.html', readFileSync('index.html', 'utf8').replace('<!-- app -->', '<p>bundled into dist</p>'));
