import { mkdir, readFile, writeFile } from 'node:fs/promises';

const source = await readFile('src/server.template.js', 'utf8');
await mkdir('lib', { recursive: true });
await writeFile('lib/server.js', source.replace('__TEXT__', 'compiled by the build script'));
console.log('wrote lib/server.js');
