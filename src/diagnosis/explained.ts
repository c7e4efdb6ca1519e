import { type Finding, type Severity, severities } from './finding.js';

interface Explanation {
  readonly cause: string;
  /** As bad as the cause has to be: a kill that may be weeks old explains nothing of today. */
  readonly atLeast?: Severity;
  readonly hides: readonly string[];
}

/**
 * What need not be said of a container, or of the host, where another finding names the cause. The same pairs as the
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

/** Leaves out what another finding of the same container, or one of the host, explains. */
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
