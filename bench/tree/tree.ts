/** A host for the exporter to read, with as many containers as wanted. */
export interface Tree {
  readonly containers: number;
  /** Flags that make the exporter read it. */
  readonly flags: readonly string[];
  remove(): void;
}
