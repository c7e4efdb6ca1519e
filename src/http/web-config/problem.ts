/** Something that is wrong in a web configuration file. */
export interface Problem {
  /** Where it stands, from 1; undefined where the file as a whole is meant. */
  readonly line: number | undefined;
  /** Dotted, such as `tls_server_config.min_version`; undefined where it is not about a field. */
  readonly field: string | undefined;
  /** What is wrong and what was expected. Never holds a key, a hash or a password. */
  readonly message: string;
}

/** `web.yml:3: tls_server_config.min_version: ...`, one line. */
export function describeProblem(file: string, { line, field, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(field === undefined ? [] : [field]), message].join(': ');
}

/** The web configuration file is wrong; the message is one line that names it, the line and the field. */
export class WebConfigError extends Error {}
