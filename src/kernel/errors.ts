/** A kernel file that is there but can't be read (permissions, I/O): carries the path it happened at. */
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

/** A text that is not what its parser knows. Parsers do no IO: whoever read the text adds the path with `at`. */
export class ParseError extends Error {
  override readonly name = 'ParseError';

  constructor(what: string, expected: string) {
    super(`${what}: expected ${expected}`);
  }
}
