/**
 * Where trouble begins: the numbers of alerts/*.yml, argued in docs/runbooks. A test holds each against its rule. Shares are
 * of 1, rates a second.
 */
export const thresholds = {
  cpuThrottled: { ofPeriods: 0.25, ofTime: 0.1 },
  cpuUsedOfLimit: 0.9,
  containerCpuWaiting: 0.5,
} as const;
