import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { mounts, readCompose } from './compose-file.js';

const { services } = readCompose('compose.yaml');
const { grafana = {}, prometheus = {} } = services;
const given = mounts(grafana);
const read = (folder: string) => {
  const [mount] = given.filter(({ target }) => target.startsWith(`/etc/grafana/provisioning/${folder}/`));
  return parse(readFileSync(mount?.source ?? '', 'utf8')) as {
    apiVersion: number;
    datasources: Record<string, unknown>[];
    providers: { type: string; options: { path: string } }[];
  };
};

test("the data source is the default one, of the type that dashboards choose from, and is compose's Prometheus", () => {
  const { apiVersion, datasources } = read('datasources');
  expect(apiVersion).toBe(1);
  expect(datasources).toMatchObject([{ type: 'prometheus', uid: 'prometheus', access: 'proxy', isDefault: true }]);
  const { hostname, port } = new URL(String(datasources[0]?.url));
  expect(Object.keys(services)).toContain(hostname);
  expect(prometheus.ports?.[0]).toMatch(new RegExp(`:${port}$`));
  expect(grafana.networks?.filter((network) => prometheus.networks?.includes(network))).not.toEqual([]);
});

test('all dashboards are where Grafana looks for them, and take the data source that is chosen', () => {
  const { apiVersion, providers } = read('dashboards');
  expect(apiVersion).toBe(1);
  expect(providers.map(({ type }) => type)).toEqual(['file']);
  const folder = given.find(({ target }) => target === providers[0]?.options.path)?.source ?? '';
  const dashboards = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(dashboards).toContain('overview.json');
  for (const name of dashboards) {
    const { templating } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as {
      templating: { list: { name: string; type: string; query: unknown }[] };
    };
    const variable = templating.list.find((one) => one.name === 'datasource');
    expect([variable?.type, variable?.query], name).toEqual(['datasource', 'prometheus']);
  }
  const home = grafana.environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '';
  expect(home).toBe(`${providers[0]?.options.path}/overview.json`);
});

test('who is not known may look and no more, and there is no account with a password that all know', () => {
  expect(grafana.environment).toMatchObject({
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
    GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
  });
});
