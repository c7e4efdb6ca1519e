import { type Check, eachContainer, measuredAs } from '../check.js';
import { commandFor } from '../command-words.js';
import type { Sight, Subject } from '../sight.js';
import { thresholds } from '../thresholds.js';
import { boundedLog, bytes, percent, trimmed } from '../words.js';

/** Bytes per second, all devices together. */
export function diskTraffic(container: Subject, sight: Sight): number | undefined {
  const read = sight.riseOf(container, 'container_fs_reads_bytes_total');
  const written = sight.riseOf(container, 'container_fs_writes_bytes_total');
  if (!sight.seconds || (read === undefined && written === undefined)) return undefined;
  return ((read ?? 0) + (written ?? 0)) / sight.seconds;
}

const pressure: Check = {
  id: 'ContainerIOPressure',
  page: 'containers',
  collectors: ['pressure', 'io'],
  isMeasured: measuredAs('container_pressure_io_stalled_seconds_total'),
  find: eachContainer((container, sight) => {
    const stalled = sight.riseOf(container, 'container_pressure_io_stalled_seconds_total');
    if (stalled === undefined || !sight.seconds) return undefined;
    const share = stalled / sight.seconds;
    if (share <= thresholds.containerIoStalled) return undefined;
    const traffic = diskTraffic(container, sight);
    return {
      severity: 'warning',
      title: `${container.name} stands still for I/O ${percent(share)} of the time`,
      meaning: 'Nothing in it can go on, for waiting on the disk. See who else reads and writes there.',
      evidence: [
        { label: 'Time in which all processes waited', value: percent(share) },
        ...(traffic === undefined ? [] : [{ label: 'Reads and writes', value: `${bytes(traffic)}/s` }]),
      ],
      ...commandFor(container, (tool) => `${tool} stats --no-stream`),
    };
  }),
};

/** Packets per second of one kind, and their share of all. */
function packets(container: Subject, sight: Sight, bad: readonly string[]) {
  if (!sight.seconds) return undefined;
  const rate = (series: string) =>
    (sight.riseOf(container, `container_network_${series}_total`) ?? 0) / (sight.seconds ?? 1);
  const directions = ['receive', 'transmit'].filter((direction) => bad.some((kind) => kind.startsWith(direction)));
  const rateOfBad = bad.reduce((sum, kind) => sum + rate(kind), 0);
  const good = directions.reduce((sum, direction) => sum + rate(`${direction}_packets`), 0);
  const all = good + rateOfBad;
  return { rate: rateOfBad, share: all > 0 ? rateOfBad / all : 0 };
}

const showInterfaces = (container: Subject) =>
  commandFor(
    container,
    (tool, name) => `nsenter -t $(${tool} inspect --format '{{.State.Pid}}' ${name}) -n ip -s -s link`,
  );

const networkErrors: Check = {
  id: 'ContainerNetworkErrors',
  page: 'containers',
  collectors: ['network'],
  find: eachContainer((container, sight) => {
    const errors = packets(container, sight, ['receive_errors', 'transmit_errors']);
    const { ofPackets, rate } = thresholds.networkErrors;
    if (!errors || errors.share <= ofPackets || errors.rate <= rate) return undefined;
    return {
      severity: 'warning',
      title: `${percent(errors.share)} of the packets of ${container.name} have errors`,
      meaning: 'See which interface it is, and which kind of error.',
      evidence: [{ label: 'Packets with errors', value: `${trimmed(errors.rate, 1)}/s` }],
      ...showInterfaces(container),
    };
  }),
};

const receiveDrops: Check = {
  id: 'ContainerReceiveDrops',
  page: 'containers',
  collectors: ['network'],
  find: eachContainer((container, sight) => {
    const drops = packets(container, sight, ['receive_packets_dropped']);
    const { ofPackets, rate } = thresholds.drops;
    if (!drops || drops.share <= ofPackets || drops.rate <= rate) return undefined;
    return {
      severity: 'warning',
      title: `${percent(drops.share)} of the packets to ${container.name} are dropped`,
      meaning: 'They reached its interface and were not taken, so senders wait and send again.',
      evidence: [{ label: 'Packets dropped', value: `${trimmed(drops.rate, 1)}/s` }],
      ...showInterfaces(container),
    };
  }),
};

function isRotated(container: Subject, sight: Sight): boolean {
  return (sight.of(container, 'container_log_limit_bytes') ?? Infinity) < Infinity;
}

/** The log's maximum size, or how to limit it. */
function rotation(container: Subject, sight: Sight) {
  const limit = sight.of(container, 'container_log_limit_bytes');
  if (limit === undefined) return [];
  return limit < Infinity
    ? [{ label: 'At most, when rotated', value: bytes(limit) }]
    : [{ label: 'For docker run', value: boundedLog }];
}

/**
 * Rotation limits the total size, which then stops growing: a log that still grows is not rotated, or has a very high
 * limit.
 */
const logGrowing: Check = {
  id: 'ContainerLogGrowing',
  page: 'containers',
  collectors: ['container-fs'],
  find: eachContainer((container, sight) => {
    const size = sight.of(container, 'container_log_bytes');
    const change = sight.changeOf(container, 'container_log_bytes');
    if (size === undefined || change === undefined || !sight.seconds) return undefined;
    const rate = change / sight.seconds;
    if (size <= thresholds.logGrowing.from || rate <= thresholds.logGrowing.rate) return undefined;
    return {
      severity: 'warning',
      title: `The log of ${container.name} is ${bytes(size)} and grows by ${bytes(rate)}/s`,
      meaning: isRotated(container, sight)
        ? 'It is rotated once it is as large as it may be. See what it writes so much about.'
        : 'Nothing bounds it, so it fills the disk in time. Set max-size and max-file for its logging driver and recreate it.',
      evidence: [
        { label: 'Log', value: bytes(size) },
        { label: 'Grows by', value: `${bytes(rate * 86_400)} a day` },
        ...rotation(container, sight),
      ],
      ...commandFor(container, (tool, name) => `${tool} logs --tail 50 ${name}`),
    };
  }),
};

const logLarge: Check = {
  id: 'ContainerLogLarge',
  page: 'containers',
  collectors: ['container-fs'],
  find: eachContainer((container, sight) => {
    const size = sight.of(container, 'container_log_bytes');
    if (size === undefined || size <= thresholds.logLarge) return undefined;
    const limit = sight.of(container, 'container_log_limit_bytes');
    return {
      // Such a limit was set on purpose.
      severity: isRotated(container, sight) ? 'info' : 'warning',
      title: `The log of ${container.name} takes ${bytes(size)} of the disk${limit === Infinity ? ' and is never rotated' : ''}`,
      meaning: isRotated(container, sight)
        ? 'docker system df does not show this. It is what its max-size and max-file allow.'
        : 'docker system df does not show this. The json-file driver never rotates unless max-size and max-file are set; recreate the container with both.',
      evidence: [{ label: 'Log, rotated files included', value: bytes(size) }, ...rotation(container, sight)],
      ...commandFor(container, (tool, name) => `${tool} inspect --format '{{json .HostConfig.LogConfig}}' ${name}`),
    };
  }),
};

export const containerIoChecks = [pressure, networkErrors, receiveDrops, logGrowing, logLarge];
