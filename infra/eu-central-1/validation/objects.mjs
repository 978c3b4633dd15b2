// node objects.mjs FILE… : each file holds one JSON list of objects. Prints what the published schemas have against each, then a line of
// counts. The product's tests hold the objects that it makes in tenants' namespaces against them.
import { readFileSync } from 'node:fs';
import { schemaProblems } from './schemas.mjs';

const objects = process.argv.slice(2).flatMap(file => JSON.parse(readFileSync(file, 'utf8')));
const problems = objects.flatMap(object => schemaProblems(object).map(problem => `${object.kind} ${object.metadata.name}: ${problem}`));
for (const problem of problems) console.log(problem);
console.log(`${objects.length} objects, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
