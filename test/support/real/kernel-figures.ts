import type { LabelMatch } from '../exposition.js';
import type { EngineInfo } from './engine.js';
import { cgroupPath } from './engine.js';
import type { KernelProbe } from './kernel-probe.js';

/** A series as the kernel's own files tell it. */
export interface Figure {
  readonly name: string;
  readonly labels: LabelMatch;
  readonly value: number;
}

/**
 * What the kernel says of one container right now, under the names that the exporter should use. Written down a second
 * time here on purpose, in the plainest way, to compare the exporter with.
 */
export async function kernelFigures(probe: KernelProbe, engine: EngineInfo, id: string): Promise<readonly Figure[]> {
  const files = figureFiles(engine.cgroupVersion, cgroupPath(engine, id));
  const texts = await probe.read(Object.values(files));
  return figuresIn(engine.cgroupVersion, files, (file) => texts.get(file));
}

/** The files that tell of a cgroup, such as `/docker/<id>`. */
export function figureFiles(version: 1 | 2, path: string): Readonly<Record<string, string>> {
  return version === 2 ? v2Files(path) : v1Files(path);
}

/** `read` gives the text of a file, undefined for one that is not there. */
export function figuresIn(
  version: 1 | 2,
  files: Readonly<Record<string, string>>,
  read: (file: string) => string | undefined,
): readonly Figure[] {
  const text = Object.fromEntries(Object.entries(files).map(([key, file]) => [key, read(file) ?? '']));
  const figures: Figure[] = [];
  const add = (name: string, value: number | undefined, labels: LabelMatch = {}) => {
    if (value !== undefined && !Number.isNaN(value)) figures.push({ name, labels, value });
  };
  if (version === 2) addV2(text, add);
  else addV1(text, add);
  return figures;
}

type Add = (name: string, value: number | undefined, labels?: LabelMatch) => void;
type Texts = Readonly<Record<string, string | undefined>>;

function v1Files(path: string) {
  const file = (controller: string, name: string) => `/sys/fs/cgroup/${controller}${path}/${name}`;
  return {
    usage: file('cpuacct', 'cpuacct.usage'),
    cpu: file('cpu', 'cpu.stat'),
    quota: file('cpu', 'cpu.cfs_quota_us'),
    period: file('cpu', 'cpu.cfs_period_us'),
    shares: file('cpu', 'cpu.shares'),
    memory: file('memory', 'memory.usage_in_bytes'),
    maxMemory: file('memory', 'memory.max_usage_in_bytes'),
    memoryLimit: file('memory', 'memory.limit_in_bytes'),
    kernelMemory: file('memory', 'memory.kmem.usage_in_bytes'),
    failcnt: file('memory', 'memory.failcnt'),
    stat: file('memory', 'memory.stat'),
    oom: file('memory', 'memory.oom_control'),
    threads: file('pids', 'pids.current'),
    threadsMax: file('pids', 'pids.max'),
    pidsEvents: file('pids', 'pids.events'),
    pidsPeak: file('pids', 'pids.peak'),
    processes: file('memory', 'cgroup.procs'),
  };
}

function addV1(text: Texts, add: Add): void {
  const cpu = keyed(text.cpu);
  const stat = keyed(text.stat);
  const quota = number(text.quota);
  add('container_cpu_usage_seconds_total', scaled(number(text.usage), 1e9), { cpu: 'total' });
  if (quota !== undefined && quota > 0) {
    add('container_spec_cpu_quota', quota);
    add('container_cpu_cfs_periods_total', cpu.get('nr_periods'));
    add('container_cpu_cfs_throttled_periods_total', cpu.get('nr_throttled'));
    add('container_cpu_cfs_throttled_seconds_total', scaled(cpu.get('throttled_time'), 1e9));
  }
  add('container_spec_cpu_period', number(text.period));
  add('container_spec_cpu_shares', number(text.shares));
  add('container_memory_usage_bytes', number(text.memory));
  add('container_memory_max_usage_bytes', number(text.maxMemory));
  add('container_memory_kernel_usage', number(text.kernelMemory));
  add('container_memory_failcnt', number(text.failcnt));
  add('container_memory_rss', stat.get('total_rss'));
  add('container_memory_cache', stat.get('total_cache'));
  add('container_memory_mapped_file', stat.get('total_mapped_file'));
  add('container_memory_working_set_bytes', difference(number(text.memory), stat.get('total_inactive_file')));
  add('container_memory_total_active_anon_bytes', stat.get('total_active_anon'));
  add('container_memory_total_inactive_anon_bytes', stat.get('total_inactive_anon'));
  add('container_memory_anon_hugepages_bytes', stat.get('total_rss_huge'));
  add('container_memory_total_active_file_bytes', stat.get('total_active_file'));
  add('container_memory_total_inactive_file_bytes', stat.get('total_inactive_file'));
  addFailures(add, 'container', stat.get('pgfault'), stat.get('pgmajfault'));
  addFailures(add, 'hierarchy', stat.get('total_pgfault'), stat.get('total_pgmajfault'));
  const limit = number(text.memoryLimit);
  if (limit !== undefined) add('container_spec_memory_limit_bytes', limit > 2 ** 60 ? 0 : limit);
  add('container_oom_events_total', keyed(text.oom).get('oom_kill'));
  add('container_memory_events_oom_kill_total', keyed(text.oom).get('oom_kill'));
  addPids(text, add);
}

function v2Files(path: string) {
  const file = (name: string) => `/sys/fs/cgroup${path}/${name}`;
  return {
    cpu: file('cpu.stat'),
    cpuMax: file('cpu.max'),
    memory: file('memory.current'),
    maxMemory: file('memory.peak'),
    memoryLimit: file('memory.max'),
    stat: file('memory.stat'),
    events: file('memory.events'),
    threads: file('pids.current'),
    threadsMax: file('pids.max'),
    pidsEvents: file('pids.events'),
    pidsPeak: file('pids.peak'),
    irqPressure: file('irq.pressure'),
    localStat: file('cgroup.stat.local'),
    processes: file('cgroup.procs'),
    cpuPressure: file('cpu.pressure'),
    memoryPressure: file('memory.pressure'),
    ioPressure: file('io.pressure'),
  };
}

function addV2(text: Texts, add: Add): void {
  const cpu = keyed(text.cpu);
  const stat = keyed(text.stat);
  const events = keyed(text.events);
  const [quota, period] = (text.cpuMax ?? '').split(' ');
  add('container_cpu_usage_seconds_total', scaled(cpu.get('usage_usec'), 1e6), { cpu: 'total' });
  add('container_cpu_user_seconds_total', scaled(cpu.get('user_usec'), 1e6));
  add('container_cpu_system_seconds_total', scaled(cpu.get('system_usec'), 1e6));
  if (quota !== undefined && quota !== 'max') {
    add('container_spec_cpu_quota', number(quota));
    add('container_cpu_cfs_periods_total', cpu.get('nr_periods'));
    add('container_cpu_cfs_throttled_periods_total', cpu.get('nr_throttled'));
    add('container_cpu_cfs_throttled_seconds_total', scaled(cpu.get('throttled_usec'), 1e6));
  }
  add('container_spec_cpu_period', number(period));
  add('container_memory_usage_bytes', number(text.memory));
  add('container_memory_max_usage_bytes', number(text.maxMemory));
  add('container_memory_kernel_usage', stat.get('kernel'));
  add('container_memory_failcnt', events.get('max'));
  add('container_memory_rss', stat.get('anon'));
  add('container_memory_cache', stat.get('file'));
  add('container_memory_mapped_file', stat.get('file_mapped'));
  add('container_memory_working_set_bytes', difference(number(text.memory), stat.get('inactive_file')));
  add('container_memory_total_active_anon_bytes', stat.get('active_anon'));
  add('container_memory_total_inactive_anon_bytes', stat.get('inactive_anon'));
  add('container_memory_anon_hugepages_bytes', stat.get('anon_thp'));
  add('container_memory_total_active_file_bytes', stat.get('active_file'));
  add('container_memory_total_inactive_file_bytes', stat.get('inactive_file'));
  addFailures(add, 'hierarchy', stat.get('pgfault'), stat.get('pgmajfault'));
  const limit = text.memoryLimit?.trim();
  if (limit !== undefined) add('container_spec_memory_limit_bytes', limit === 'max' ? 0 : number(limit));
  add('container_oom_events_total', events.get('oom_kill'));
  for (const event of ['low', 'high', 'max', 'oom', 'oom_kill', 'oom_group_kill']) {
    add(`container_memory_events_${event}_total`, events.get(event));
  }
  add('container_frozen_seconds_total', scaled(keyed(text.localStat).get('frozen_usec'), 1e6));
  addPressure(text, add);
  addPids(text, add);
}

function addPressure(text: Texts, add: Add): void {
  for (const resource of ['cpu', 'memory', 'io', 'irq']) {
    for (const line of (text[`${resource}Pressure`] ?? '').split('\n')) {
      const total = /total=(\d+)/.exec(line)?.[1];
      const kind = line.startsWith('some') ? 'waiting' : 'stalled';
      add(`container_pressure_${resource}_${kind}_seconds_total`, scaled(number(total), 1e6));
    }
  }
}

function addPids(text: Texts, add: Add): void {
  add('container_threads', number(text.threads));
  if (text.threadsMax?.trim() !== 'max') add('container_threads_max', number(text.threadsMax));
  add('container_threads_peak', number(text.pidsPeak));
  add('container_pids_limit_hits_total', keyed(text.pidsEvents).get('max'));
  const processes = text.processes?.split('\n').filter((line) => line !== '').length;
  if (processes !== undefined && processes > 0) add('container_processes', processes);
}

function addFailures(add: Add, scope: string, faults: number | undefined, major: number | undefined): void {
  add('container_memory_failures_total', faults, { failure_type: 'pgfault', scope });
  add('container_memory_failures_total', major, { failure_type: 'pgmajfault', scope });
}

function keyed(text = ''): ReadonlyMap<string, number> {
  return new Map(
    text.split('\n').map((line) => {
      const [key = '', value] = line.split(' ');
      return [key, Number(value)];
    }),
  );
}

function number(text: string | undefined): number | undefined {
  return text === undefined || text.trim() === '' ? undefined : Number(text);
}

function scaled(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value / unit;
}

function difference(whole: number | undefined, part: number | undefined): number | undefined {
  return whole === undefined || part === undefined ? undefined : Math.max(0, whole - part);
}
