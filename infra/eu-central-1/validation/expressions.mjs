// Prints the dashboards' PromQL as recording rules, so that promtool parses each.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const expressions = readdirSync(folder).flatMap(file => JSON.parse(readFileSync(join(folder, file), 'utf8')).panels)
  .flatMap(panel => panel.targets).filter(target => target.datasource.uid === 'prometheus').map(target => target.expr.replaceAll('$__rate_interval', '5m'));
const rules = expressions.map((expr, i) => ({ record: `dashboard:expression:${i}`, expr }));
console.log(JSON.stringify({ groups: [{ name: 'dashboards', rules }] }));
