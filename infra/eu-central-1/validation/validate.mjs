// node validate.mjs MANIFESTS… : each file holds what `kubectl kustomize` printed. Prints each problem, then a line of counts.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';
import { schemaProblems } from './schemas.mjs';
import { ruleProblems } from './rules.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const objects = unique(process.argv.slice(2).flatMap(file => yaml.loadAll(readFileSync(file, 'utf8')).filter(Boolean)));
const problems = [
  ...objects.flatMap(object => schemaProblems(object).map(problem => ({ object, problem }))),
  ...ruleProblems(objects, secretsThatAreMade(objects)),
  ...runbookProblems().map(problem => ({ object: { kind: 'Alert', metadata: { name: '' } }, problem })),
  ...dashboardProblems().map(problem => ({ object: { kind: 'Dashboard', metadata: { name: '' } }, problem })),
];
for (const { object, problem } of problems) console.log(`${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${problem}`);
console.log(`${objects.length} objects, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

function unique(all) {
  return [...new Map(all.map(o => [`${o.apiVersion}/${o.kind}/${o.metadata.namespace ?? ''}/${o.metadata.name}`, o])).values()];
}

/** Ansible's template makes the secrets that people give, cert-manager those of certificates. */
function secretsThatAreMade(all) {
  const template = readFileSync(join(root, 'infra/ansible/roles/cluster_manifests/templates/secrets.yaml.j2'), 'utf8');
  const given = [...template.matchAll(/\{\{ secret\('([^']+)', '([^']+)'/g)].map(found => `${found[1]}/${found[2]}`);
  const made = all.filter(o => o.kind === 'Certificate').map(o => `${o.metadata.namespace}/${o.spec.secretName}`);
  return new Set([...given, ...made]);
}

function runbookProblems() {
  const rules = join(here, '../k8s/observability/prometheus/rules');
  const alerts = readdirSync(rules).flatMap(f => yaml.load(readFileSync(join(rules, f), 'utf8')).groups).flatMap(g => g.rules);
  return alerts.flatMap(alert => {
    const { runbook = '', summary } = alert.annotations ?? {};
    const [file, anchor] = runbook.split('#');
    if (!summary || !alert.labels?.severity) return [`${alert.alert}: summary and severity are needed`];
    return file && anchor && readFileSync(join(root, file), 'utf8').includes(`<a id="${anchor}"></a>`) ? [] : [`${alert.alert}: its runbook ${runbook} isn't there`];
  });
}

function dashboardProblems() {
  const folder = join(here, '../k8s/observability/grafana/dashboards');
  return readdirSync(folder).flatMap(file => {
    const board = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const ids = board.panels.map(p => p.id);
    const overlaps = board.panels.flatMap((a, i) => board.panels.slice(i + 1).filter(b =>
      a.gridPos.x < b.gridPos.x + b.gridPos.w && b.gridPos.x < a.gridPos.x + a.gridPos.w && a.gridPos.y < b.gridPos.y + b.gridPos.h && b.gridPos.y < a.gridPos.y + a.gridPos.h)
      .map(b => `${file}: "${a.title}" lies over "${b.title}"`));
    return [...(new Set(ids).size === ids.length ? [] : [`${file}: two panels have one id`]), ...overlaps,
      ...board.panels.filter(p => !['prometheus', 'loki'].includes(p.datasource?.uid)).map(p => `${file}: "${p.title}" has an unknown data source`)];
  });
}
