/** The paths that are let through without a flag. Of each answer only what redact-*.ts names is passed on. */
export const redactedPaths = [
  '/_ping',
  '/version',
  '/info',
  '/containers/json',
  '/containers/{id}/json',
  '/networks',
  '/system/df',
] as const;

export type RedactedPath = (typeof redactedPaths)[number];
