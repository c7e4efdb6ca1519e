import { type Family, gauge } from '../../../exposition/family.js';
import { label, labels } from '../../../exposition/labels.js';
import type { Collector } from '../../collector.js';

const hertz = (name: string, help: string): Family => gauge(`node_cpu_${name}_hertz`, help, ['cpu']);

/** By file, in kHz. https://docs.kernel.org/admin-guide/pm/cpufreq.html#policy-interface-in-sysfs */
const frequencies: readonly (readonly [file: string, family: Family])[] = [
  ['cpuinfo_cur_freq', hertz('frequency', 'Frequency as the hardware says it, which only root may ask.')],
  ['cpuinfo_min_freq', hertz('frequency_min', 'Minimum CPU thread frequency in hertz.')],
  ['cpuinfo_max_freq', hertz('frequency_max', 'Maximum CPU thread frequency in hertz.')],
  ['scaling_cur_freq', hertz('scaling_frequency', 'Current scaled CPU thread frequency in hertz.')],
  ['scaling_min_freq', hertz('scaling_frequency_min', 'Minimum scaled CPU thread frequency in hertz.')],
  ['scaling_max_freq', hertz('scaling_frequency_max', 'Maximum scaled CPU thread frequency in hertz.')],
];
const governor = gauge('node_cpu_scaling_governor', '1 for the governor that is enabled, 0 for others available.', [
  'cpu',
  'governor',
]);

export const hostCpufreq: Collector = {
  name: 'host-cpufreq',
  group: 'host',
  help: "The CPUs' frequencies, their limits and who governs them",
  enabledByDefault: true,
  needs: 'nothing',
  families: [...frequencies.map(([, family]) => family), governor],
  async collect({ sys, emit, breathe }) {
    // CPUs that must run at one frequency share a policy, which is read once.
    for (const policy of sys.list('devices/system/cpu/cpufreq').filter((name) => /^policy\d+$/.test(name))) {
      const folder = `devices/system/cpu/cpufreq/${policy}`;
      const cpus = sys.text(`${folder}/affected_cpus`)?.split(' ') ?? [];
      const there = new Set(sys.list(folder));
      for (const [file, family] of frequencies) {
        const kilohertz = there.has(file) ? sys.number(`${folder}/${file}`) : undefined;
        if (kilohertz !== undefined) for (const cpu of cpus) emit(family, kilohertz * 1000, label('cpu', cpu));
      }
      const current = sys.text(`${folder}/scaling_governor`);
      const available = current ? (sys.text(`${folder}/scaling_available_governors`)?.split(' ') ?? []) : [];
      for (const name of available) {
        for (const cpu of cpus) emit(governor, name === current ? 1 : 0, labels({ cpu, governor: name }));
      }
      const turn = breathe();
      if (turn) await turn;
    }
  },
};
