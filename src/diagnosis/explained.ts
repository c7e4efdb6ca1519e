import { type Finding, type Severity, severities } from './finding.js';

interface Explanation {
  readonly cause: string;
  /** The minimum severity of the cause: a kill that may be weeks old does not explain today's problems. */
  readonly atLeast?: Severity;
  readonly hides: readonly string[];
}

/**
 * Findings about a container or the host that are redundant if another finding names the cause. The same pairs as the
 * inhibit_rules of deploy/alertmanager/alertmanager.yml.
 */
export const explanations: readonly Explanation[] = [
  {
    cause: 'ContainerOOMKilled',
    hides: [
      'ContainerCrashed',
      'ContainerRestarting',
      'ContainerOOMRisk',
      'ContainerMemoryNearLimit',
      'ContainerMemoryPressure',
    ],
  },
  {
    cause: 'ContainerProcessOOMKilled',
    atLeast: 'critical',
    hides: ['ContainerUnhealthy', 'ContainerOOMRisk', 'ContainerMemoryNearLimit', 'ContainerMemoryPressure'],
  },
  { cause: 'ContainerOOMRisk', hides: ['ContainerMemoryNearLimit', 'ContainerMemoryPressure'] },
  { cause: 'ContainerMemoryPressure', hides: ['ContainerIOPressure'] },
  { cause: 'ContainerPidsLimitHit', atLeast: 'critical', hides: ['ContainerPidsNearLimit', 'ContainerZombies'] },
  { cause: 'ContainerZombies', hides: ['ContainerPidsNearLimit'] },
  { cause: 'HostPressureCPU', hides: ['ContainerCPUPressure'] },
  { cause: 'HostPressureIO', hides: ['ContainerIOPressure'] },
  { cause: 'HostPressureMemory', hides: ['HostPressureIO', 'ContainerIOPressure'] },
  { cause: 'DockerFilesystemAlmostFull', hides: ['DockerReclaimableHigh'] },
  { cause: 'DockerDown', hides: ['ContainerExporterCollectorFailed'] },
  { cause: 'ContainerExporterDiscoveryFailed', hides: ['ContainerExporterCollectorFailed'] },
];

/** Removes what another finding of the same container, or of the host, explains. */
export function withoutExplained(findings: readonly Finding[]): readonly Finding[] {
  const hidden = new Set<string>();
  for (const { cause, atLeast = 'info', hides } of explanations) {
    for (const { id, severity, container } of findings) {
      if (id !== cause || severities.indexOf(severity) > severities.indexOf(atLeast)) continue;
      for (const other of hides) hidden.add(`${other} ${container?.id ?? ''}`);
    }
  }
  return findings.filter(
    ({ id, container }) => !hidden.has(`${id} `) && !(container && hidden.has(`${id} ${container.id}`)),
  );
}
