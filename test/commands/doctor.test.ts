import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { examine } from '../../src/commands/doctor/doctor.js';
import type { DoctorConfig } from '../../src/commands/doctor/doctor-config.js';
import { LookError } from '../../src/commands/doctor/look.js';
import { checks } from '../../src/diagnosis/diagnose.js';
import { type MadeHost, of } from '../diagnosis/made-host.js';
import { troubles } from '../diagnosis/trouble.js';
import { examineMade, soundExporter } from './doctor-verdicts.js';

const hostOf = (id: string, severity?: string): MadeHost =>
  troubles.find((one) => one.id === id && (severity === undefined || one.expected.severity === severity))?.host ?? {};

/** One of each severity. */
const critical = hostOf('ContainerPidsLimitHit', 'critical');
const warning = hostOf('ContainerUnhealthy');
const info = hostOf('HostEntropyLow');
const unknown: MadeHost = { 'container_exporter_collector_success{collector="tasks"}': 0 };

/** And a kernel that does not measure one thing. */
const { 'container_pressure_io_stalled_seconds_total{id="/"}': _, ...blindExporter } = soundExporter;
const trouble: MadeHost = { ...blindExporter, ...critical, ...warning, ...info, ...unknown };

describe('the exit code', () => {
  const severities = { critical, warning, info, unknown, clean: {} };
  type Case = readonly [keyof typeof severities, DoctorConfig['failOn'], number, number];
  const cases: readonly Case[] = [
    // Of the doctor, and of Nagios.
    ['clean', 'info', 0, 0],
    ['clean', 'none', 0, 0],
    ['info', 'info', 1, 1],
    ['info', 'warning', 0, 0],
    ['warning', 'info', 1, 1],
    ['warning', 'warning', 1, 1],
    ['warning', 'critical', 0, 0],
    ['critical', 'critical', 1, 2],
    ['critical', 'warning', 1, 2],
    ['critical', 'none', 0, 0],
    ['unknown', 'info', 3, 3],
    ['unknown', 'critical', 3, 3],
    ['unknown', 'none', 0, 0],
  ];
  test.each(cases)('of what is %s with --fail-on=%s is %d, of Nagios %d', async (what, failOn, own, ofNagios) => {
    const host = { ...soundExporter, ...severities[what] };
    expect((await examineMade(host, { failOn })).exitCode).toBe(own);
    expect((await examineMade(host, { failOn, format: 'json' })).exitCode).toBe(own);
    expect((await examineMade(host, { failOn, format: 'nagios' })).exitCode).toBe(ofNagios);
  });

  it('is 1 where something is wrong, whatever could not be checked beside it', async () => {
    expect((await examineMade({ ...soundExporter, ...unknown, ...warning })).exitCode).toBe(1);
    expect((await examineMade({ ...soundExporter, ...unknown, ...info })).exitCode).toBe(3);
  });

  it('is 3 where nothing could be looked at, and why goes to stderr', async () => {
    const look = () => Promise.reject(new LookError('http://x/metrics: connection refused'));
    const config: DoctorConfig = { intervalSeconds: 0.001, format: 'text', failOn: 'none' };
    const style = { colours: false, columns: 80 };
    const problem = 'http://x/metrics: connection refused';
    expect(await examine({ target: 'x', look }, config, style)).toEqual({ exitCode: 3, text: '', problem });
    expect(await examine({ target: 'x', look }, { ...config, format: 'nagios' }, style)).toEqual({
      exitCode: 3,
      text: `CONTAINERS UNKNOWN - ${problem}\n`,
      problem,
    });
  });
});

describe('as text', () => {
  it('is what a person would read', async () => {
    const hosts = troubles.filter(({ id }) => id !== 'HostMemoryLow').map(({ host }) => host);
    const { text } = await examineMade(Object.assign({}, soundExporter, ...hosts));
    await expect(text).toMatchFileSnapshot('doctor-output/trouble.txt');
  });

  it('says so where nothing is wrong, and how much that is worth', async () => {
    const { text } = await examineMade({ ...soundExporter, [of('web')('container_state', 'state="running"')]: 1 });
    expect(text).toBe('Nothing wrong. 51 of 51 checks made on 1 container and the host, in two looks 5 s apart.\n');
  });

  it('has colours only when told to, and the same words with them', async () => {
    const { text } = await examineMade(trouble);
    const { text: coloured } = await examineMade(trouble, {}, { colours: true });
    expect(text).not.toContain('\x1b');
    expect(coloured).toContain('\x1b[1;31mCRITICAL');
    expect(
      coloured
        .split('\x1b')
        .map((part, i) => (i === 0 ? part : part.replace(/^\[[\d;]*m/, '')))
        .join(''),
    ).toBe(text);
  });

  it.each([60, 80, 200])('keeps what it says within %d columns', async (columns) => {
    const { text } = await examineMade(trouble, {}, { columns });
    const prose = text
      .split('\n')
      .filter((line) => !/\$ |docs\/| {2}\S+ {2}|^\d/.test(line.slice(13)) && !/^\d/.test(line));
    expect(prose.length).toBeGreaterThan(8);
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(Math.min(columns, 100));
  });
});

describe('as JSON', () => {
  it('has everything that there is to know', async () => {
    const { text } = await examineMade(trouble, { format: 'json' });
    const document = JSON.parse(text);
    expect(Object.keys(document)).toEqual([
      'target',
      'at',
      'secondsBetweenLooks',
      'containers',
      'exitCode',
      'counts',
      'findings',
      'checks',
    ]);
    expect(document).toMatchObject({
      target: 'this host',
      at: '2027-01-15T08:00:00.000Z',
      secondsBetweenLooks: 5,
      containers: 2,
      exitCode: 1,
      counts: { critical: 1, warning: 1, unknown: 1, info: 1 },
    });
    expect(document.findings.map(({ id }: { id: string }) => id)).toEqual([
      'ContainerPidsLimitHit',
      'ContainerUnhealthy',
      'ContainerExporterCollectorFailed',
      'HostEntropyLow',
    ]);
    expect(document.checks).toHaveLength(checks.length);
    expect(document.checks).toContainEqual({ id: 'ContainerZombies', coverage: 'failed' });
    expect(document.checks).toContainEqual({ id: 'ContainerUnhealthy', coverage: 'made' });
    expect(document.checks).toContainEqual({ id: 'ContainerIOPressure', coverage: 'not measured' });
  });
});

describe('for Nagios', () => {
  it('is one line with the state and the figures, then a line for each finding', async () => {
    const { text } = await examineMade(trouble, { format: 'nagios' });
    expect(
      text,
    ).toBe(`CONTAINERS CRITICAL - 1 critical, 1 warning, 1 not checked, 1 info; spawner cannot start processes: its pids limit refused 10 forks | critical=1 warning=1 unknown=1 info=1
critical: spawner cannot start processes: its pids limit refused 10 forks
warning: api is unhealthy: its check failed 12 times in a row
unknown: The collector tasks failed, so not everything could be checked
info: This host has 42 bits of entropy
`);
  });

  it('has no bar but the one before the figures', async () => {
    const host = { ...soundExporter, [of('a|b=1')('container_log_bytes')]: 2e9 };
    const { text } = await examineMade(host, { format: 'nagios' });
    expect(text.split('|')).toHaveLength(2);
    expect((await examineMade(soundExporter, { format: 'nagios' })).text).toBe(
      'CONTAINERS OK - nothing wrong | critical=0 warning=0 unknown=0 info=0\n',
    );
  });
});

describe('as JUnit', () => {
  it('has a case for each finding and each check, and counts them', async () => {
    const { text } = await examineMade(trouble, { format: 'junit' });
    const [, tests, failures, errors, skipped] =
      /<testsuite name="container-exporter doctor" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)" time="5\.000" timestamp="2027-01-15T08:00:00">/.exec(
        text,
      ) ?? [];
    const count = (pattern: RegExp) => String(text.match(pattern)?.length ?? 0);
    expect([tests, failures, errors, skipped]).toEqual([
      count(/<testcase /g),
      count(/<failure /g),
      count(/<error /g),
      count(/<skipped /g),
    ]);
    expect([tests, failures, errors]).toEqual([String(checks.length), '2', '1']);
    expect(text).toContain('<skipped message="not measured"/>');
    expect(text).toContain(
      '<testcase classname="ContainerUnhealthy" name="api"><failure type="warning" message="api is unhealthy: its check failed 12 times in a row">',
    );
  });

  it('is XML, whatever containers are called', async () => {
    const hostile = of(`<&'\u0007]]>`);
    const host = {
      ...soundExporter,
      ...trouble,
      [hostile('container_info')]: 1,
      [hostile('container_log_bytes')]: 2e9,
    };
    const { text } = await examineMade(host, { format: 'junit' });
    const parsed = execFileSync(
      'python3',
      [
        '-c',
        'import sys,xml.dom.minidom as m; d=m.parse(sys.stdin.buffer); print([c.getAttribute("name") for c in d.getElementsByTagName("testcase") if c.getAttribute("classname") == "ContainerLogLarge"][0])',
      ],
      { input: text, encoding: 'utf8' },
    );
    expect(parsed.trim()).toBe(`<&'\ufffd]]>`);
  });
});

describe('names from outside', () => {
  const hostile = 'evil\\n\u001b[31mred\u009b2J\u0007\u202etxt.exe\u2028\u{e0041}\r';
  const host = { ...soundExporter, [of(hostile)('container_log_bytes')]: 2e9 };
  const obeyed = (character: string) =>
    (character < ' ' && character !== '\n') ||
    (character >= '\u007f' && character <= '\u009f') ||
    '\u202e\u2028\u{e0041}'.includes(character);

  it.each(['text', 'json', 'nagios', 'junit'] as const)('never reach the terminal as they are (%s)', async (format) => {
    const { text, exitCode } = await examineMade(host, { format });
    expect(exitCode).toBe(1);
    expect(text).toContain('evil');
    expect([...text].filter(obeyed)).toEqual([]);
  });

  it('begin no line, and are themselves in JSON', async () => {
    const { text } = await examineMade(host);
    expect(text).not.toMatch(/^\s*.?\[31mred/m);
    const { findings } = JSON.parse((await examineMade(host, { format: 'json' })).text);
    expect(findings[0].container.name).toBe(hostile.replace('\\n', '\n'));
  });
});

test('the example in docs/doctor.md is what the doctor says', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/doctor.md'), 'utf8');
  const example = {
    ...soundExporter,
    ...unknown,
    ...hostOf('ContainerOOMRisk', 'critical'),
    ...hostOf('DockerFilesystemAlmostFull'),
    ...hostOf('ContainerCPUThrottlingHigh'),
    ...hostOf('ContainerCrashed'),
  };
  const { text } = await examineMade(example);
  expect(page).toContain(`\`\`\`text\n${text}\`\`\``);
});
