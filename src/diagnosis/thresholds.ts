const gibibyte = 2 ** 30;

/**
 * Where problems begin. Findings with an alert use the alert's numbers: docs/runbooks explains them, and a test
 * compares each rule of alerts/*.yml that needs no history with its finding. Shares are 0 to 1; rates per second; times
 * in seconds.
 */
export const thresholds = {
  // Containers.
  cpuThrottled: { ofPeriods: 0.25, ofTime: 0.1 },
  cpuUsedOfLimit: 0.9,
  containerCpuWaiting: 0.5,
  memoryOfLimit: 0.9,
  containerMemoryWaiting: 0.1,
  /** A kill or a failed fork is reported for this long after the container's start. */
  youngForKills: 900,
  youngForForks: 300,
  restarts: { count: 2.5, within: 900 },
  oomDeathWithin: 900,
  pidsOfLimit: 0.9,
  zombies: 10,
  filesOfLimit: 0.8,
  containerIoStalled: 0.25,
  networkErrors: { ofPackets: 0.01, rate: 0.1 },
  logGrowing: { rate: 12_500, from: 100 * 2 ** 20 },
  // Disks.
  diskFree: { warning: 0.1, critical: 0.05, enough: 100 * gibibyte },
  inodesFree: { warning: 0.1, critical: 0.03 },
  reclaimableOfDisk: 0.1,
  // The host.
  portsInUse: 0.8,
  conntrackInUse: 0.8,
  entropyBits: 100,
  hostCpuWaiting: 0.8,
  hostMemoryWaiting: 0.1,
  hostIoStalled: 0.25,

  // The following have no alert, or one that looks back further than two looks.
  /** Near its limit, and at the current growth there within the hour. Less growth than this share is noise. */
  oomRisk: { ofLimit: 0.8, within: 3600, criticalWithin: 600, leastGrowth: 0.001 },
  /** Compose creates containers first and starts them later; some are kept for their volumes and never started. */
  notStarted: { after: 600, within: 86_400 },
  /** A container that ended longer ago is not reported. */
  crashedWithin: 3 * 86_400,
  logLarge: gibibyte,
  /** Low on memory, and the share from which a container without a limit is named. */
  hostMemoryAvailable: { warning: 0.1, critical: 0.04 },
  unlimitedOfMemory: 0.1,
  filesOfHostLimit: 0.8,
  drops: { ofPackets: 0.01, rate: 1 },
} as const;
