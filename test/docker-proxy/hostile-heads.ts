/** A request head that came to the daemon: its first line, and the rest as it was. */
export interface Head {
  readonly line: string;
  readonly headers: string;
}

/** What may come to the daemon: these paths, with or without a version, and nothing that needs a second look. */
const allowed =
  /^(?:GET|HEAD) (?:\/v\d{1,2}\.\d{1,3})?\/(?:_ping|version|info|system\/df|networks|containers\/json|containers\/[0-9A-Za-z][\w.-]{0,127}\/json)(?:\?(?:[\w-]+=[\w%.~*:!'()-]*)(?:&[\w-]+=[\w%.~*:!'()-]*)*)? HTTP\/1\.1$/;

const allowedKeys = new Set(['all', 'limit', 'size', 'filters', 'type', 'verbose']);

/** The heads in the bytes of one connection. Anything besides heads, such as a body, is an error. */
export function parseHeads(bytes: string): Head[] {
  const heads = bytes.split('\r\n\r\n');
  if (heads.pop() !== '') throw new Error(`more than heads came to the daemon: ${JSON.stringify(bytes)}`);
  return heads.map((head) => {
    const end = head.indexOf('\r\n');
    return { line: head.slice(0, end), headers: head.slice(end + 2) };
  });
}

/** Why this may not come to the daemon, if it may not. */
export function objection({ line, headers }: Head, headersOfProxy: string): string | undefined {
  if (!allowed.test(line)) return `not an allowed line: ${JSON.stringify(line)}`;
  if (headers !== headersOfProxy) return `not the proxy's own headers: ${JSON.stringify(headers)}`;
  const query = new URLSearchParams(line.split(' ')[1]?.split('?')[1] ?? '');
  for (const key of query.keys()) if (!allowedKeys.has(key)) return `not an allowed key: ${key}`;
  if (new Set(query.keys()).size !== [...query.keys()].length) return 'a key twice';
  return undefined;
}
