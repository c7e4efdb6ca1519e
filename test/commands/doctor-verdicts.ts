import { type Examination, examine } from '../../src/commands/doctor/doctor.js';
import type { DoctorConfig } from '../../src/commands/doctor/doctor-config.js';
import type { TextStyle } from '../../src/commands/doctor/render-text.js';
import { collectorsLookedAt } from '../../src/diagnosis/diagnose.js';
import { lookAtMade, type MadeHost } from '../diagnosis/made-host.js';

/** Made hosts as the doctor sees them: every collector runs and succeeds, unless a test says otherwise. */
export const soundExporter: MadeHost = {
  'container_exporter_build_info{version="1.0.0"}': 1,
  'container_exporter_discovery_success{source="cgroup"}': 1,
  'container_exporter_discovery_success{source="docker"}': 1,
  'container_exporter_collector_success{collector="file-descriptors"}': 1,
  ...Object.fromEntries(
    collectorsLookedAt.map((collector) => [`container_exporter_collector_success{collector="${collector}"}`, 1]),
  ),
  node_pressure_cpu_waiting_seconds_total: 1,
  node_pressure_memory_waiting_seconds_total: 1,
  node_pressure_io_stalled_seconds_total: 1,
  'container_pressure_cpu_waiting_seconds_total{id="/"}': 1,
  'container_pressure_memory_waiting_seconds_total{id="/"}': 1,
  'container_pressure_io_stalled_seconds_total{id="/"}': 1,
  'docker_df_size_bytes{type="images"}': 1,
};

/** What the doctor says of a host. The two looks are five seconds apart, whatever the clock says. */
export async function examineMade(
  host: MadeHost,
  config: Partial<DoctorConfig> = {},
  style: Partial<TextStyle> = {},
): Promise<Examination> {
  const looks = [lookAtMade(host, { secondsAgo: 5 }), lookAtMade(host)];
  const look = async () => looks.shift() ?? lookAtMade(host);
  return examine(
    { target: 'this host', look },
    { intervalSeconds: 0.001, format: 'text', failOn: 'warning', ...config },
    { colours: false, columns: 100, ...style },
  );
}
