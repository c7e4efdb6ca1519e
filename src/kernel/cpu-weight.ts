/**
 * The cpu.shares that a runtime turned into this cpu.weight, rounded: runtimes map shares 2, 1024, 262144 onto weights 1,
 * 100, 10000 by a curve through these points (opencontainers/cgroups, ConvertCPUSharesToCgroupV2Value):
 * log10(weight) = (l^2 + 125 l) / 612 - 7/34 with l = log2(shares). This is its inverse.
 *
 * Runtimes before 2025 (runc 1.3 and older) mapped linearly, which no reader of cpu.weight can tell apart; where the
 * runtime's API says what was asked for, that is used instead (exporters/cpu.ts).
 */
export function sharesOfWeight(weight: number): number {
  const exponent = Math.log10(weight) + 7 / 34;
  return Math.round(2 ** ((-125 + Math.sqrt(125 ** 2 + 4 * 612 * exponent)) / 2));
}
