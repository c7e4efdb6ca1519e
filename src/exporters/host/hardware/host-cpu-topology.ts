import { counter, gauge } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import { parseCpuList } from '../../../kernel/sys/cpu-list.js';
import type { SysReader } from '../../../kernel/sys/sysfs.js';
import type { Collector, Emit } from '../../collector.js';

const online = gauge('node_cpu_online', 'CPUs that are online and being scheduled.', ['cpu']);
const isolated = gauge('node_cpu_isolated', 'Whether the CPU is isolated from the scheduler.', ['cpu']);
const coreThrottles = counter('node_cpu_core_throttles_total', 'Number of times this CPU core has been throttled.', [
  'core',
  'package',
]);
const packageThrottles = counter(
  'node_cpu_package_throttles_total',
  'Number of times this CPU package has been throttled.',
  ['package'],
);

const root = 'devices/system/cpu';

export const hostCpuTopology: Collector = {
  name: 'host-cpu-topology',
  group: 'host',
  help: 'Which CPUs are online or isolated, and how often cores were throttled as they were too hot',
  enabledByDefault: true,
  needs: 'nothing',
  families: [online, isolated, coreThrottles, packageThrottles],
  collect({ sys, emit }) {
    const running = new Set(parseCpuList(sys.text(`${root}/online`) ?? ''));
    for (const cpu of parseCpuList(sys.text(`${root}/present`) ?? '')) {
      emit(online, running.has(cpu) ? 1 : 0, label('cpu', String(cpu)));
    }
    for (const cpu of parseCpuList(sys.text(`${root}/isolated`) ?? '')) emit(isolated, 1, label('cpu', String(cpu)));
    emitThrottles(sys, running, emit);
  },
};

/** Counted only on x86, and not in virtual machines. */
function emitThrottles(sys: SysReader, running: ReadonlySet<number>, emit: Emit): void {
  const seen = new Set<string>();
  const once = (key: string) => !seen.has(key) && seen.add(key);
  for (const cpu of running) {
    const folder = `${root}/cpu${cpu}`;
    if (sys.list(`${folder}/thermal_throttle`).length === 0) return;
    const inPackage = sys.text(`${folder}/topology/physical_package_id`);
    const core = sys.text(`${folder}/topology/core_id`);
    if (inPackage === undefined || core === undefined) continue;
    const count = (name: string) => sys.number(`${folder}/thermal_throttle/${name}_throttle_count`);
    if (once(`${inPackage}/${core}`)) emit(coreThrottles, count('core'), labels({ core, package: inPackage }));
    if (once(inPackage)) emit(packageThrottles, count('package'), label('package', inPackage));
  }
}
