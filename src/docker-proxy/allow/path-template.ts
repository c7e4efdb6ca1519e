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

/**
 * A path below the version, such as `/containers/{id}/logs`. A part in braces stands for one part of any name: `{id}` for
 * one that a container can have, any other for an image's too.
 */
export interface PathTemplate {
  readonly text: string;
  matches(path: string): boolean;
}

const template = /^(?:\/(?:[A-Za-z0-9][A-Za-z0-9_.-]*|_ping|\{[a-z]+\}))+$/;

/** A container's name or id. Never begins with a dot. */
const id = '[A-Za-z0-9][A-Za-z0-9_.-]{0,254}';
/** An image's name without slashes, such as `nginx:1.27`. */
const name = '[A-Za-z0-9][A-Za-z0-9_.:@-]{0,254}';

/** Undefined for what is no template: another character, an empty or dotted part, or a version, which is always optional. */
export function parsePathTemplate(text: string): PathTemplate | undefined {
  if (!template.test(text) || text.includes('..') || /^\/v\d/.test(text)) return undefined;
  const pattern = text
    .replaceAll('.', '\\.')
    .replaceAll('{id}', id)
    .replace(/\{[a-z]+\}/g, name);
  const whole = new RegExp(`^${pattern}$`);
  return { text, matches: (path) => whole.test(path) };
}
