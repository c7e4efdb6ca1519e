import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonSet } from 'kubernetes-types/apps/v1.js';
import type { Service, ServiceAccount } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { ClusterRole, ClusterRoleBinding } from 'kubernetes-types/rbac/v1.js';
import { expect, test } from 'vitest';

import { parse, parseAllDocuments } from 'yaml';
import { prometheusRule } from '../../release/rules.js';

import { collectors } from '../../src/catalogue.js';
import { readCommandLine } from '../../src/cli/command-line.js';
import type { PathProbe } from '../../src/cli/paths.js';

import { repository, workDirectory } from '../support/real/repository.js';
import type { PrometheusRule } from './prometheus-rule.js';
import type { ServiceMonitor } from './service-monitor.js';

const read = (name: string) =>
  parseAllDocuments(readFileSync(join(repository, 'deploy/kubernetes', name), 'utf8')).map((one) => one.toJS());
const { resources } = parse(readFileSync(join(repository, 'deploy/kubernetes/kustomization.yaml'), 'utf8')) as {
  resources: string[];
};
const objects: { kind: string }[] = resources.filter((name) => name.endsWith('.yaml')).flatMap(read);
const byKind = <T>(kind: string) => objects.find((one) => one.kind === kind) as T;

const daemonSet = byKind<DaemonSet>('DaemonSet');
const pod = daemonSet.spec?.template.spec;
const [container] = pod?.containers ?? [];

const kinds: Readonly<Record<string, string>> = {
  Namespace: 'kubernetes-types/core/v1.js',
  ServiceAccount: 'kubernetes-types/core/v1.js',
  Service: 'kubernetes-types/core/v1.js',
  DaemonSet: 'kubernetes-types/apps/v1.js',
  ClusterRole: 'kubernetes-types/rbac/v1.js',
  ClusterRoleBinding: 'kubernetes-types/rbac/v1.js',
  NetworkPolicy: 'kubernetes-types/networking/v1.js',
  ServiceMonitor: '../../../deploy/service-monitor.js',
  PrometheusRule: '../../../deploy/prometheus-rule.js',
};

/** As TypeScript takes no field in a literal that the type does not have, what is misspelt is found too. */
function typeErrors(manifests: readonly { kind: string }[]): string {
  const directory = mkdtempSync(join(workDirectory('kubernetes'), 'types-'));
  try {
    const lines = manifests.map(({ kind }, i) => {
      return `import type { ${kind} as Type${i} } from '${kinds[kind]}';\nexport const object${i}: Type${i} = ${JSON.stringify(manifests[i])};`;
    });
    const file = join(directory, 'manifests.ts');
    writeFileSync(file, lines.join('\n'));
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--ignoreConfig',
      '--module',
      'nodenext',
      '--target',
      'es2023',
    ];
    execFileSync(join(repository, 'node_modules/.bin/tsc'), [...options, file], { encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('all fields are those of the API, and only those', () => {
  expect(objects.map(({ kind }) => kind).sort()).toEqual(Object.keys(kinds).sort());
  expect(typeErrors(objects)).toBe('');
  const misspelt = JSON.stringify(objects).replace('readOnlyRootFilesystem', 'readOnlyRootFileSystem');
  expect(typeErrors(JSON.parse(misspelt))).toContain('readOnlyRootFileSystem');
});

test('all of the restricted Pod Security standard holds but for hostPath volumes', () => {
  expect([pod?.hostNetwork, pod?.hostPID, pod?.hostIPC]).toEqual([false, false, false]);
  expect(pod?.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 10882,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  expect(container?.ports?.map(({ hostPort }) => hostPort)).toEqual([undefined]);
  const kindsOfVolume = pod?.volumes?.map(({ name, hostPath }) => [name, hostPath?.path]);
  expect(kindsOfVolume).toEqual([
    ['proc', '/proc'],
    ['cgroup', '/sys/fs/cgroup'],
    ['root', '/'],
    ['no-dev', undefined],
  ]);
  expect(container?.volumeMounts?.every(({ readOnly }) => readOnly)).toBe(true);
  expect(container?.resources?.limits?.memory).toBe('128Mi');
});

test('the account may ask kubelets for their pods, and its token is in no other pod', () => {
  const account = byKind<ServiceAccount>('ServiceAccount');
  const role = byKind<ClusterRole>('ClusterRole');
  const binding = byKind<ClusterRoleBinding>('ClusterRoleBinding');
  expect(role.rules).toEqual([{ apiGroups: [''], resources: ['nodes/pods'], verbs: ['get'] }]);
  expect(binding.roleRef).toMatchObject({ kind: 'ClusterRole', name: role.metadata?.name });
  const { name, namespace } = account.metadata ?? {};
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name, namespace }]);
  expect(account.automountServiceAccountToken).toBe(false);
  expect([pod?.serviceAccountName, pod?.automountServiceAccountToken]).toEqual([name, true]);
});

test('the exporter takes its args, and may reach the kubelet that they name', () => {
  const address = '192.0.2.7';
  expect(container?.env).toEqual([{ name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }]);
  const args = (container?.args ?? []).map((arg) => arg.replace('$(NODE_IP)', address));
  const probe: PathProbe = (path) => (path.endsWith('/stat') ? 'file' : 'directory');
  const command = readCommandLine({ argv: args, env: {}, probe, collectors, version: '0' });
  expect(command).toMatchObject({
    config: {
      docker: { hosts: [] },
      kubelet: {
        address: { host: address, port: '10250' },
        tokenFile: '/var/run/secrets/kubernetes.io/serviceaccount/token',
        caFile: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
      },
    },
  });
  const { egress } = byKind<NetworkPolicy>('NetworkPolicy').spec ?? {};
  expect(egress).toEqual([{ ports: [{ port: 10250, protocol: 'TCP' }] }]);
});

test('the image runs as the same user elsewhere', () => {
  const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(
    new RegExp(`^USER ${pod?.securityContext?.runAsUser}:${pod?.securityContext?.runAsGroup}$`, 'm'),
  );
});

test('service and monitor find the pods by their labels and the port by its name', () => {
  const labels = daemonSet.spec?.template.metadata?.labels;
  const service = byKind<Service>('Service');
  const { spec } = byKind<ServiceMonitor>('ServiceMonitor');
  expect(daemonSet.spec?.selector.matchLabels).toEqual(labels);
  expect(service.spec?.selector).toEqual(labels);
  expect(spec.selector.matchLabels).toEqual(service.metadata?.labels);
  // The alert ContainerExporterDown knows the job by this name.
  expect(service.metadata?.labels?.[spec.jobLabel ?? '']).toBe('container-exporter');
  expect(spec.endpoints.map(({ port }) => port)).toEqual(service.spec?.ports?.map(({ name }) => name));
  expect(service.spec?.ports?.[0]?.targetPort).toBe(container?.ports?.[0]?.name);
});

test('the PrometheusRule is what npm run rules makes of alerts/, in the form that its CRD wants', () => {
  const alerts = join(repository, 'alerts');
  const files = readdirSync(alerts).filter((name) => name.endsWith('.yml'));
  const rule = byKind<PrometheusRule>('PrometheusRule');
  expect(rule).toEqual(prometheusRule(files.map((name) => readFileSync(join(alerts, name), 'utf8'))));
  const groups = rule.spec.groups ?? [];
  expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
  const duration = /^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$/;
  for (const one of groups.flatMap(({ rules = [] }) => rules)) {
    expect([one.alert, one.record].filter((name) => name !== undefined)).toHaveLength(1);
    for (const time of [one.for, one.keep_firing_for]) if (time !== undefined) expect(time).toMatch(duration);
  }
});

test('each dashboard is a ConfigMap, small enough for the copy that kubectl apply keeps of it', () => {
  const dashboards = join(repository, 'dashboards');
  const { configMapGenerator, namespace } = parse(readFileSync(join(dashboards, 'kustomization.yaml'), 'utf8')) as {
    configMapGenerator: { files: string[] }[];
    namespace: string;
  };
  expect(resources).toContain('../../dashboards');
  expect(namespace).toBe(daemonSet.metadata?.namespace);
  const named = configMapGenerator.flatMap(({ files }) => files);
  expect(named.sort()).toEqual(readdirSync(dashboards).filter((name) => name.endsWith('.json')));
  for (const name of named) expect(statSync(join(dashboards, name)).size, name).toBeLessThan(200_000);
});
