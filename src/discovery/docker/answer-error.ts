/** The daemon answered, but not with what was requested. */
export class DockerAnswerError extends Error {
  override readonly name = 'DockerAnswerError';
  /** HTTP status, if that was the reason. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** Nobody waits for the answer any longer; the message says why. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such socket'],
  ['ECONNREFUSED', 'nothing listens there'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ECONNRESET', 'the connection was closed before the answer was complete'],
  ['EPIPE', 'the connection was closed before the answer was complete'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'the connection was closed before the answer was complete'],
  ['ENOTFOUND', 'there is no such host'],
  ['EAI_AGAIN', "the host's name can't be resolved now"],
]);

/** Why a request failed, in one human-readable line. */
export function explainDockerError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  // An answer that is not HTTP: HPE_INVALID_CONSTANT and so on.
  if (code.startsWith('HPE_')) return 'what answers there does not speak HTTP';
  return reasons.get(code) ?? error.message;
}
