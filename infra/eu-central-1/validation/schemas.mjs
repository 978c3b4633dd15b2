// Two published descriptions of Kubernetes' API hold each object: the JSON schemas that kubernetes-models carries (types, required
// fields, formats) and the typed models of Kubernetes' own JavaScript client (which fields exist: a misspelt one is an error here,
// as it is for `kubectl apply --validate=strict`).
import { createRequire } from 'node:module';
import * as models from '@kubernetes/client-node';

const require = createRequire(import.meta.url);

const crdPackages = { 'cert-manager.io': '@kubernetes-models/cert-manager', 'traefik.io': '@kubernetes-models/traefik' };
// Kinds that nobody publishes as an npm package: their few fields are held here.
const ownKinds = { HelmChart: ['repo', 'chart', 'version', 'targetNamespace', 'failurePolicy', 'valuesContent'] };

export function schemaProblems(object) {
  if (ownKinds[object.kind]) {
    const unknown = Object.keys(object.spec).filter(field => !ownKinds[object.kind].includes(field));
    const missing = ['repo', 'chart', 'version'].filter(field => !object.spec[field]);
    return [...unknown.map(f => `spec.${f}: unknown field`), ...missing.map(f => `spec.${f}: missing`)];
  }

  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const problems = validated(object, group, version);
  const type = modelNamed(group, version, object.kind);
  return type ? [...problems, ...unknownFields(object, type, '')] : problems;
}

function validated(object, group, version) {
  const owner = crdPackages[group] ?? 'kubernetes-models';
  const path = [owner, group, version].filter(Boolean).join('/');
  let kinds;
  try {
    kinds = require(path);
  } catch {
    return modelNamed(group, version, object.kind) ? [] : [`no schema for ${object.apiVersion} ${object.kind}`];
  }
  const kind = kinds[object.kind];
  if (!kind) return modelNamed(group, version, object.kind) ? [] : [`no schema for ${object.apiVersion} ${object.kind}`];
  try {
    new kind(object).validate();
    return [];
  } catch (error) {
    return [error.message];
  }
}

function modelNamed(group, version, kind) {
  if (crdPackages[group]) return null;
  const prefix = version[0].toUpperCase() + version.slice(1);
  const name = group === 'events.k8s.io' ? `Events${prefix}${kind}` : `${prefix}${kind}`;
  return models[name]?.getAttributeTypeMap ? name : null;
}

function unknownFields(value, type, path) {
  if (value === null || value === undefined) return [];
  const list = /^Array<(.+)>$/.exec(type);
  if (list) return Array.isArray(value) ? value.flatMap((item, i) => unknownFields(item, list[1], `${path}[${i}]`)) : [`${path}: not a list`];
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  if (map) return Object.entries(value).flatMap(([key, item]) => unknownFields(item, map[1], `${path}.${key}`));
  const model = models[type];
  if (!model?.getAttributeTypeMap) return scalarProblems(value, type, path);
  if (typeof value !== 'object' || Array.isArray(value)) return [`${path}: not an object`];
  const fields = new Map(model.getAttributeTypeMap().map(field => [field.baseName, field.type]));
  return Object.entries(value).flatMap(([key, item]) =>
    fields.has(key) ? unknownFields(item, fields.get(key), `${path}.${key}`.replace(/^\./, '')) : [`${path}.${key}: unknown field`.replace(/^\./, '')]);
}

function scalarProblems(value, type, path) {
  const expected = { string: 'string', number: 'number', boolean: 'boolean' }[type];
  return !expected || typeof value === expected ? [] : [`${path}: ${typeof value} instead of ${expected}`];
}
