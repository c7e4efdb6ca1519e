import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAlertmanager } from '../../support/real/alertmanager.js';
import { createLoopVolume } from '../../support/real/loop-volume.js';
import { type RunningPrometheus, scrapeOf, startPrometheus } from '../../support/real/prometheus.js';
import { type Stage, setStage } from '../../support/real/stage.js';
import type { TestHost } from '../../support/real/vm/test-host.js';
import { type ArrivedAlert, startWebhook, type Webhook } from '../../support/real/webhook.js';
import { until } from '../../support/until.js';
import { impatientAlertmanager, impatientRules } from './configuration.js';
import { type ExpectedAlert, expectedAlerts, inhibitedAlerts, machineAlertsAnywhere } from './expected.js';
import { healthy, redeployed, stopped, troubled } from './workloads.js';

export interface AlertsOn {
  readonly startHost: () => Promise<TestHost>;
  /** Seconds from scrape to scrape: one takes longer in an emulated VM. */
  readonly interval: number;
  /** More alerts that may be true of this machine, and why. */
  readonly machineAlerts?: Readonly<Record<string, string>>;
}

const receivers = { info: 'nobody', warning: 'team', critical: 'on-call' } as const;

/** Containers in trouble beside healthy ones; a real Prometheus with the alert rules, and a real Alertmanager that tells of them. */
export function describeAlerts({ startHost, interval, machineAlerts = {} }: AlertsOn): void {
  let stage: Stage;
  let volumeName: string;
  let webhook: Webhook | undefined;
  let prometheus: RunningPrometheus;
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    stage = await setStage(await startHost());
    stops.push(() => stage.close());
    webhook = await startWebhook();
    stops.push(webhook.stop);
    const rules = impatientRules(interval);
    stops.push(async () => rmSync(rules, { recursive: true }));
    const alertmanager = await startAlertmanager(impatientAlertmanager(webhook.url));
    stops.push(alertmanager.stop);
    const alerting = { ruleFiles: [`${rules}/*.yml`], alertmanager: alertmanager.address };
    const jobs = [scrapeOf('container-exporter', stage.host.exporterUrl)];
    prometheus = await startPrometheus(jobs, interval, alerting);
    stops.push(prometheus.stop);
    // What the host counted before is no news.
    await until('Prometheus has scraped', async () => (await prometheus.instant('node_vmstat_oom_kill')).length > 0);
    volumeName = `alerts-${stage.run}`;
    const volume = await createLoopVolume(stage, stage.host.docker, volumeName, 32);
    stops.push(volume.remove);
    const old = await stage.start(redeployed);
    try {
      for (const options of stopped) {
        const container = await stage.start(options);
        await stage.host.docker.getContainer(container.getId()).stop({ t: 60 });
      }
      for (const options of [...healthy(interval), ...troubled(interval, volumeName)]) await stage.start(options);
    } finally {
      await volume.letGo();
    }
    const selector = `container_last_seen{name="${old.getName().replace(/^\//, '')}"}`;
    await until('Prometheus has seen what is redeployed', async () => (await prometheus.instant(selector)).length > 0);
    await stage.host.docker.getContainer(old.getId()).remove({ force: true });
    await stage.start(redeployed);
  }, 900_000);

  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  }, 300_000);

  /** The workload's name, `volume`, or what else the alert is about. */
  const concerned = (labels: Readonly<Record<string, string>>) => {
    if (labels.name !== undefined) return labels.name.split(`-${stage.run}`)[0] ?? '';
    return labels.mountpoint?.includes(volumeName) ? 'volume' : (labels.mountpoint ?? labels.id ?? 'host');
  };
  const text = ({ alertname, of, severity }: ExpectedAlert) => `${alertname} (${severity}) of ${of}`;
  const textOf = (labels: Readonly<Record<string, string>>) =>
    `${labels.alertname} (${labels.severity}) of ${concerned(labels)}`;

  /** Other containers on this machine's engine may be in whatever trouble they like. */
  const isOfThisRun = ({ name }: Readonly<Record<string, string>>) =>
    name === undefined || name.includes(`-${stage.run}`);
  const maybeOfMachine = { ...machineAlertsAnywhere, ...machineAlerts };
  const isOfMachine = ({ alertname = '', name, mountpoint = '' }: Readonly<Record<string, string>>) =>
    maybeOfMachine[alertname] !== undefined && name === undefined && !mountpoint.includes(volumeName);
  const arrived = (): readonly ArrivedAlert[] =>
    (webhook?.arrived ?? []).filter(({ labels }) => isOfThisRun(labels) && !isOfMachine(labels));

  it('all arrive that should, and no other', async () => {
    const missing = () => {
      const there = new Set(arrived().map(({ labels }) => textOf(labels)));
      return expectedAlerts.map(text).filter((alert) => !there.has(alert));
    };
    const notFiring = async () => {
      const firing = await prometheus.instant('max_over_time(ALERTS{alertstate="firing"}[1h])');
      const there = new Set(firing.map(({ metric }) => textOf(metric)));
      return inhibitedAlerts.map(text).filter((alert) => !there.has(alert));
    };
    await until('every alert is there', async () => missing().length === 0 && (await notFiring()).length === 0, {
      seconds: 240 + 60 * interval,
      interval: 1,
    }).catch(() => {});
    expect(missing(), 'did not arrive').toEqual([]);
    expect(await notFiring(), 'should fire, and be kept back').toEqual([]);
    // Long enough for every condition that holds now to be told of.
    await sleep(1000 * Math.max(20, 5 * interval));
    const texts = new Set(arrived().map(({ labels }) => textOf(labels)));
    expect([...texts].sort()).toEqual(expectedAlerts.map(text).sort());
  }, 3_600_000);

  it('go to who should have them', () => {
    for (const { labels, receiver } of arrived()) {
      const severity = labels.severity as keyof typeof receivers;
      expect(receiver, textOf(labels)).toBe(receivers[severity]);
    }
  });

  it('say who it is, and what to do', () => {
    for (const { labels, annotations } of webhook?.arrived ?? []) {
      const { summary = '', description = '', runbook_url = '', dashboard = '' } = annotations;
      const who = labels.name ?? labels.mountpoint ?? labels.instance ?? '';
      expect(summary).toContain(who);
      expect(description).toContain(labels.instance);
      expect(Object.values(annotations).join()).not.toMatch(/<no value>|error|NaN|Inf\b|%!/);
      expect(runbook_url).toMatch(new RegExp(`^docs/runbooks/\\w+\\.md#${labels.alertname?.toLowerCase()}$`));
      expect(dashboard).toContain(encodeURIComponent(labels.instance ?? ''));
    }
  });
}
