import { counter, gauge } from '../../exposition/family.js';
import type { SysReader } from '../../kernel/sys/sysfs.js';
import { utf8 } from '../../kernel/text/bytes.js';
import type { Collector, Emit } from '../collector.js';

const enabled = gauge('node_selinux_enabled', 'SELinux is enabled, 1 is true, 0 is false.');
const configMode = gauge('node_selinux_config_mode', 'Configured mode: 1 enforcing, 0 permissive, -1 disabled.');
const currentMode = gauge('node_selinux_current_mode', 'Current mode: 1 enforcing, 0 permissive.');
const threshold = gauge('node_selinux_avc_threshold', 'SELinux AVC threshold.');

/** Columns of avc/cache_stats, which has one line per CPU. */
const cacheColumns = ['lookups', 'hits', 'misses', 'allocations', 'reclaims', 'frees'].map(
  (name) => [name, counter(`node_selinux_avc_${name}_total`, `SELinux AVC ${name}.`)] as const,
);
const entries = gauge('node_selinux_avc_hash_entries', 'SELinux AVC hash entries.');
const bucketsUsed = gauge('node_selinux_avc_hash_buckets_used', 'SELinux AVC hash buckets used.');
const buckets = gauge('node_selinux_avc_hash_buckets_available', 'SELinux AVC hash buckets available.');
const longestChain = gauge('node_selinux_avc_hash_longest_chain', 'SELinux AVC hash longest chain.');

export const hostSelinux: Collector = {
  name: 'host-selinux',
  group: 'host',
  help: 'Whether SELinux is on and enforcing, and its cache of decisions',
  enabledByDefault: true,
  needs: 'nothing',
  families: [
    ...[enabled, configMode, currentMode, threshold, ...cacheColumns.map(([, family]) => family)],
    ...[entries, bucketsUsed, buckets, longestChain],
  ],
  collect({ proc, sys, rootfs, emit }) {
    // A kernel with SELinux enabled lists its filesystem, whether or not it is visible from here.
    const isOn = proc.read('filesystems', (text) => /\bselinuxfs$/m.test(utf8(text)));
    if (isOn === undefined) return;
    emit(enabled, isOn ? 1 : 0);
    if (!isOn) return;
    if (!rootfs.isOther(proc.mounts())) emit(configMode, rootfs.read('etc/selinux/config', configuredMode));
    emit(currentMode, sys.number('fs/selinux/enforce'));
    emit(threshold, sys.number('fs/selinux/avc/cache_threshold'));
    emitCache(sys, emit);
  },
};

const modes: Readonly<Record<string, number>> = { enforcing: 1, permissive: 0, disabled: -1 };

const configuredMode = (text: Uint8Array): number | undefined =>
  modes[/^\s*SELINUX=(\w+)/m.exec(utf8(text))?.[1]?.toLowerCase() ?? ''];

function emitCache(sys: SysReader, emit: Emit): void {
  const [header = '', ...lines] = sys.text('fs/selinux/avc/cache_stats')?.split('\n') ?? [];
  const columns = header.split(/\s+/);
  for (const [name, family] of cacheColumns) {
    const at = columns.indexOf(name);
    if (at >= 0)
      emit(
        family,
        lines.reduce((sum, line) => sum + Number(line.split(/\s+/)[at]), 0),
      );
  }
  const hash = sys.text('fs/selinux/avc/hash_stats') ?? '';
  const figure = (pattern: RegExp) => {
    const digits = pattern.exec(hash)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  emit(entries, figure(/^entries: (\d+)/m));
  emit(bucketsUsed, figure(/^buckets used: (\d+)\//m));
  emit(buckets, figure(/^buckets used: \d+\/(\d+)/m));
  emit(longestChain, figure(/^longest chain: (\d+)/m));
}
