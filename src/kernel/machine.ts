/** What one scrape needs to know of the machine to judge a container's limits. */
export interface Machine {
  /** CPUs that are online. */
  readonly cores: number | undefined;
  /** MemTotal, SwapTotal and SwapFree, in bytes. */
  readonly memory: number | undefined;
  readonly swap: number | undefined;
  readonly swapFree: number | undefined;
  /** When it booted, Unix seconds. */
  readonly bootTime: number | undefined;
}
