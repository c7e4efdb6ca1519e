/** A request is not let through. The message is for the client and the log, and has nothing of the request in it. */
export class Refusal extends Error {
  /** 400 for what is malformed, 403 for what is well-formed and not allowed. */
  readonly status: 400 | 403;

  constructor(status: 400 | 403, message: string) {
    super(message);
    this.status = status;
  }
}

/** An allowed request that can't be answered now, or that the daemon answers with an error. */
export class NoAnswer extends Error {
  /** HTTP status for the client. */
  readonly status: number;
  /** Seconds after which it is worth to ask again, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
