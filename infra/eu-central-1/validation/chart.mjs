// The chart's objects, as helm renders them, against the same published descriptions as the cluster's.
import { readFileSync } from 'node:fs';
import yaml from 'js-yaml';
import { schemaProblems } from './schemas.mjs';

const objects = yaml.loadAll(readFileSync(process.argv[2], 'utf8')).filter(Boolean);
const problems = objects.flatMap(o => schemaProblems(o).map(p => `${o.kind} ${o.metadata.name}: ${p}`));
for (const problem of problems) console.log(problem);
console.log(`${objects.length} objects, ${problems.length} problems`);
process.exitCode = problems.length === 0 && objects.length > 0 ? 0 : 1;
