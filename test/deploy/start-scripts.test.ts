import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../support/real/repository.js';

/** The scripts that compose.yaml starts Prometheus and Alertmanager with, in a folder that stands for the container's root. */

const root = mkdtempSync(join(tmpdir(), 'start-scripts-'));
afterAll(() => rmSync(root, { recursive: true }));
for (const folder of ['bin', 'etc/alertmanager', 'run/targets', 'run/config'])
  mkdirSync(join(root, folder), { recursive: true });
writeFileSync(join(root, 'etc/host-hostname'), 'web-1\n');
const configuration = readFileSync(join(repository, 'deploy/alertmanager/alertmanager.yml'), 'utf8');
writeFileSync(join(root, 'etc/alertmanager/alertmanager.yml'), configuration);
for (const name of ['prometheus', 'alertmanager']) {
  writeFileSync(join(root, 'bin', name), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(join(root, 'bin', name), 0o755);
}

function start(name: string, env: Record<string, string>, ...args: string[]) {
  const script = readFileSync(join(repository, `deploy/${name}/start.sh`), 'utf8');
  const moved = join(root, `${name}.sh`);
  writeFileSync(moved, script.replace(/(?<=[ >(=])(?=\/(?:bin|etc|run)\/)/g, root));
  const { PATH = '' } = process.env;
  return spawnSync('sh', [moved, ...args], { encoding: 'utf8', env: { PATH, ...env } });
}

describe('Prometheus', () => {
  const targets = () => JSON.parse(readFileSync(join(root, 'run/targets/exporter.json'), 'utf8'));

  test.each([
    [{}, 'web-1'],
    [{ INSTANCE: '' }, 'web-1'],
    [{ INSTANCE: 'db.example.org:9' }, 'db.example.org:9'],
  ])('with %o has the instance %s', (env, instance) => {
    const { status, stdout } = start('prometheus', env as Record<string, string>, '--a=b c', '--d');
    expect([status, stdout]).toEqual([0, '--a=b c\n--d\n']);
    expect(targets()).toEqual([{ targets: ['exporter:10882'], labels: { instance } }]);
  });

  test('takes no name that would need quotes', () => {
    const { status, stderr } = start('prometheus', { INSTANCE: 'a"b' });
    expect(status).toBe(1);
    expect(stderr).toContain(`INSTANCE: 'a"b' is not a host name`);
  });
});

describe('Alertmanager', () => {
  const flags = ['--config.file=/etc/alertmanager/alertmanager.yml', '--cluster.listen-address='];

  test('without a webhook has the configuration as it is', () => {
    const { status, stdout } = start('alertmanager', { WEBHOOK_URL: '' }, ...flags);
    expect([status, stdout]).toEqual([0, `${flags.join('\n')}\n`]);
  });

  test('with one sends everything that notifies there', () => {
    const url = 'https://hooks.example.org/a?b=c&d=#e';
    const { status, stdout } = start('alertmanager', { WEBHOOK_URL: url }, ...flags);
    expect([status, stdout]).toEqual([0, `--config.file=${root}/run/config/alertmanager.yml\n${flags[1]}\n`]);
    const made = parse(readFileSync(join(root, 'run/config/alertmanager.yml'), 'utf8'));
    const before = parse(configuration);
    expect(made).toEqual({
      ...before,
      receivers: before.receivers.map((receiver: { name: string }) =>
        receiver.name === 'nobody' ? receiver : { ...receiver, webhook_configs: [{ url }] },
      ),
    });
  });

  test.each(['hooks.example.org', 'https://', 'https://a b', 'https://a"'])('refuses %s', (url) => {
    const { status, stderr } = start('alertmanager', { WEBHOOK_URL: url }, ...flags);
    expect(status).toBe(1);
    expect(stderr).toContain('WEBHOOK_URL: ');
  });
});
