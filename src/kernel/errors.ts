/** A kernel file that exists but can't be read (permissions, I/O): carries its path. */
export class KernelReadError extends Error {
  override readonly name = 'KernelReadError';
  readonly path: string;
  readonly code: string;

  constructor(path: string, code: string) {
    super(`cannot read ${path}: ${code}`);
    this.path = path;
    this.code = code;
  }
}

/** A text that its parser does not understand. Parsers do no I/O: the caller adds the path with `at`. */
export class ParseError extends Error {
  override readonly name = 'ParseError';

  constructor(what: string, expected: string) {
    super(`${what}: expected ${expected}`);
  }
}
