// What schemas can't know: that what an object names exists, and this cluster's own rules.

const podKinds = { Deployment: o => o.spec.template, DaemonSet: o => o.spec.template, StatefulSet: o => o.spec.template, CronJob: o => o.spec.jobTemplate.spec.template };
const pools = ['ctrl', 'ops', 'build', 'run'];
const taintedPools = ['ops', 'build'];

export function ruleProblems(objects, secrets) {
  const known = index(objects);
  return objects.flatMap(object => [
    ...identityProblems(object, known),
    ...(podKinds[object.kind] ? podProblems(object, podKinds[object.kind](object), known, secrets) : []),
    ...(object.kind === 'Service' ? serviceProblems(object, objects) : []),
    ...(object.kind === 'PersistentVolumeClaim' ? claimProblems(object, known) : []),
    ...(['RoleBinding', 'ClusterRoleBinding'].includes(object.kind) ? bindingProblems(object, known) : []),
    ...(['Role', 'ClusterRole'].includes(object.kind) ? roleProblems(object) : []),
  ].map(problem => ({ object, problem })));
}

function index(objects) {
  const seen = new Set(objects.map(o => `${o.kind}/${o.metadata.namespace ?? ''}/${o.metadata.name}`));
  return (kind, namespace, name) => seen.has(`${kind}/${namespace ?? ''}/${name}`);
}

const clusterScoped = new Set(['Namespace', 'PersistentVolume', 'StorageClass', 'PriorityClass', 'RuntimeClass', 'IngressClass', 'ClusterRole', 'ClusterRoleBinding',
  'ClusterIssuer', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']);

function identityProblems(object, known) {
  const namespace = object.metadata.namespace;
  if (clusterScoped.has(object.kind)) return namespace ? ['a cluster-wide kind has no namespace'] : [];
  if (!namespace) return ['metadata.namespace is missing'];
  return namespace === 'kube-system' || known('Namespace', '', namespace) ? [] : [`namespace ${namespace} isn't made`];
}

function podProblems(object, template, known, secrets) {
  const { spec } = template;
  const namespace = object.metadata.namespace;
  const labels = template.metadata?.labels ?? {};
  const wanted = object.spec.selector?.matchLabels ?? {};
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  return [
    ...Object.entries(wanted).filter(([k, v]) => labels[k] !== v).map(([k]) => `the selector's ${k} isn't on the pods`),
    ...priorityProblems(spec, known),
    ...placementProblems(object, spec),
    ...containers.flatMap(c => containerProblems(c, spec)),
    ...containers.flatMap(c => mountProblems(c, spec)),
    ...references(spec, containers, namespace, known, secrets),
    ...(!spec.serviceAccountName && spec.automountServiceAccountToken !== false ? ['a pod without an identity of its own must not mount a token'] : []),
  ];
}

function priorityProblems(spec, known) {
  const name = spec.priorityClassName;
  if (!name) return ['priorityClassName is missing'];
  return name.startsWith('system-') || known('PriorityClass', '', name) ? [] : [`priority class ${name} isn't made`];
}

function placementProblems(object, spec) {
  if (object.kind === 'DaemonSet' && !spec.nodeSelector) return [];
  const pool = spec.nodeSelector?.pool;
  if (!pools.includes(pool)) return ['nodeSelector.pool is missing'];
  const tolerated = (spec.tolerations ?? []).some(t => t.key === 'pool' && t.value === pool && t.effect === 'NoSchedule');
  return taintedPools.includes(pool) === tolerated ? [] : [`pool ${pool}: its taint is ${tolerated ? 'tolerated but there is none' : 'not tolerated'}`];
}

function containerProblems(container, spec) {
  const security = container.securityContext ?? {};
  const rootless = container.image.includes('buildkit');
  const problems = [];
  if (!/^[^@]+:[A-Za-z0-9][\w.-]*$|@sha256:[0-9a-f]{64}$/.test(container.image) || /:(latest|main|master|edge|stable)$/.test(container.image)) problems.push(`image ${container.image} isn't pinned by an exact tag`);
  if (!container.resources?.requests?.cpu || !container.resources?.requests?.memory || !container.resources?.limits?.memory) problems.push('requests of cpu and memory and a limit of memory are needed');
  if (security.privileged) problems.push('privileged');
  if (!rootless) {
    if (security.allowPrivilegeEscalation !== false) problems.push('allowPrivilegeEscalation must be false');
    if (!security.capabilities?.drop?.includes('ALL')) problems.push('all capabilities must be dropped');
    if (security.readOnlyRootFilesystem !== true) problems.push('the root filesystem must be read-only');
    if ((security.seccompProfile ?? spec.securityContext?.seccompProfile)?.type !== 'RuntimeDefault') problems.push('seccomp must be RuntimeDefault');
  }
  const ports = new Set((container.ports ?? []).map(p => p.name));
  for (const probe of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
    const port = container[probe]?.httpGet?.port ?? container[probe]?.tcpSocket?.port;
    if (typeof port === 'string' && !ports.has(port)) problems.push(`${probe} asks port ${port}, which isn't there`);
  }
  return problems.map(p => `${container.name}: ${p}`);
}

function mountProblems(container, spec) {
  const volumes = new Set((spec.volumes ?? []).map(v => v.name));
  return (container.volumeMounts ?? []).filter(m => !volumes.has(m.name)).map(m => `${container.name}: volume ${m.name} isn't there`);
}

function references(spec, containers, namespace, known, secrets) {
  const needed = [];
  for (const volume of spec.volumes ?? []) {
    if (volume.configMap) needed.push(['ConfigMap', volume.configMap.name]);
    if (volume.secret) needed.push(['Secret', volume.secret.secretName]);
    if (volume.persistentVolumeClaim) needed.push(['PersistentVolumeClaim', volume.persistentVolumeClaim.claimName]);
  }
  for (const container of containers) {
    for (const source of container.envFrom ?? []) needed.push(source.secretRef ? ['Secret', source.secretRef.name] : ['ConfigMap', source.configMapRef.name]);
    for (const variable of container.env ?? []) if (variable.valueFrom?.secretKeyRef) needed.push(['Secret', variable.valueFrom.secretKeyRef.name]);
  }
  if (spec.serviceAccountName) needed.push(['ServiceAccount', spec.serviceAccountName]);
  return needed.filter(([kind, name]) => !(kind === 'Secret' ? secrets.has(`${namespace}/${name}`) : known(kind, namespace, name)))
    .map(([kind, name]) => `${kind} ${namespace}/${name} is made by nobody`);
}

function serviceProblems(service, objects) {
  const pods = objects.filter(o => podKinds[o.kind] && o.metadata.namespace === service.metadata.namespace).map(o => podKinds[o.kind](o));
  const chosen = pods.filter(p => Object.entries(service.spec.selector ?? {}).every(([k, v]) => p.metadata.labels?.[k] === v));
  if (chosen.length === 0) return ['selects no pod'];
  const ports = new Set(chosen.flatMap(p => p.spec.containers).flatMap(c => c.ports ?? []).map(p => p.name));
  return service.spec.ports.filter(p => typeof p.targetPort === 'string' && !ports.has(p.targetPort)).map(p => `port ${p.targetPort} isn't on its pods`);
}

function claimProblems(claim, known) {
  return known('PersistentVolume', '', claim.spec.volumeName) ? [] : [`volume ${claim.spec.volumeName} isn't made`];
}

function bindingProblems(binding, known) {
  const role = binding.roleRef;
  return [
    ...(known(role.kind, role.kind === 'Role' ? binding.metadata.namespace : '', role.name) ? [] : [`${role.kind} ${role.name} isn't made`]),
    ...binding.subjects.filter(s => !known('ServiceAccount', s.namespace, s.name)).map(s => `service account ${s.namespace}/${s.name} isn't made`),
  ];
}

const harmful = new Set(['escalate', 'bind', 'impersonate', '*']);

function roleProblems(role) {
  return (role.rules ?? []).flatMap(rule => [
    ...rule.verbs.filter(v => harmful.has(v)).map(v => `verb ${v}`),
    ...[...(rule.resources ?? []), ...(rule.apiGroups ?? [])].filter(r => r === '*').map(() => 'a wildcard'),
    ...((rule.resources ?? []).some(r => r === 'pods/exec' || r === 'nodes/proxy') ? ['pods/exec or nodes/proxy'] : []),
  ]).map(p => `least privilege: ${p}`);
}
