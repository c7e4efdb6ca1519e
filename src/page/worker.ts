import { diagnose } from '../diagnosis/diagnose.js';
import type { Finding } from '../diagnosis/finding.js';
import type { FromWorker, ToWorker } from './messages.js';
import { containerDetail, type Detail } from './model/container-detail.js';
import { containerRows, cpuByContainer, memoryByContainer, type RowHistories } from './model/container-row.js';
import { diskPicture } from './model/disk-picture.js';
import { type Histories, remember, sparkline } from './model/history.js';
import { hostStrip } from './model/host-strip.js';
import { problemKinds, worstById } from './model/problem-kinds.js';
import { learn, nothingKnown } from './poll/known-series.js';
import { addMoment, looksOf, type Past } from './poll/looks.js';
import { partsOfPoll } from './poll/plan.js';
import { askFor, startPolling } from './poll/poll-loop.js';

/** Separate from the page, so that parsing megabytes of text does not block it. */

let known = nothingKnown;
let past: Past = [];
let histories: RowHistories = { cpu: new Map(), memory: new Map() };
let hostCpu: Histories = new Map();
let findings: readonly Finding[] = [];
let opened: string | undefined;
let setVisible: (visible: boolean) => void = () => {};

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'start') setVisible = follow(data.metrics, new Set(data.collectors));
  else if (data.kind === 'visible') setVisible(data.visible);
  else {
    opened = data.id;
    post({ kind: 'detail', detail: detail() });
  }
});

function follow(metrics: string, enabled: ReadonlySet<string>): (visible: boolean) => void {
  return startPolling({
    async poll(number) {
      const at = Date.now() / 1000;
      for (const part of partsOfPoll(number, enabled)) {
        known = learn(known, part.join(), await askFor(metrics, part), at);
      }
      tell(at);
    },
    failed: (reason) => post({ kind: 'failed', reason }),
  });
}

function tell(at: number): void {
  past = addMoment(past, known, at);
  histories = {
    cpu: remember(histories.cpu, cpuByContainer(known)),
    memory: remember(histories.memory, memoryByContainer(known)),
  };
  const host = hostStrip(known);
  hostCpu = remember(hostCpu, new Map(host.cpu === undefined ? [] : [[host.name ?? '', host.cpu]]));
  const { now, before } = looksOf(past);
  findings = diagnose(now, before);
  post({
    kind: 'picture',
    at,
    picture: {
      host: { ...host, cpuLine: sparkline([...hostCpu.values()][0], host.cpus ?? 1) },
      problems: problemKinds(findings),
      isFirstLook: before === undefined,
      rows: containerRows(known, histories, worstById(findings), clock()),
      disk: diskPicture(known),
    },
    detail: detail(),
  });
}

function detail(): Detail | undefined {
  return opened === undefined ? undefined : containerDetail(known, findings, opened, clock());
}

/** Unix seconds of the exporter's host, whose clock may differ from the browser's. */
function clock(): number {
  const told = known.now.get('node_time_seconds');
  const passed = told === undefined ? 0 : Date.now() / 1000 - told.at;
  return told?.samples[0] === undefined ? Date.now() / 1000 : told.samples[0].value + passed;
}

function post(message: FromWorker): void {
  postMessage(message);
}
