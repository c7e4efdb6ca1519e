/**
 * Raw bytes; `ok` counts the requests in them that are allowed, and answered with 200. `cut`: one is, but what follows it
 * may end the connection before it is answered.
 */
export type Framing = readonly [name: string, bytes: string, ok: 0 | 1 | 'cut'];

const host = 'Host: docker\r\n';
const evil = 'POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Length: 0\r\n\r\n';
const leak = 'GET /secrets HTTP/1.1\r\nHost: docker\r\n\r\n';
/** A request for what is allowed with these header lines, and then these bytes. */
const asked = (headers: string, rest = '', line = 'GET /containers/json HTTP/1.1') =>
  `${line}\r\n${host}${headers}\r\n\r\n${rest}`;
const length = (bytes: string) => `Content-Length: ${bytes.length}`;
const chunked = 'Transfer-Encoding: chunked';

/** Where a request ends, told in two ways; requests in requests; headers that steer somebody else. */
export const framings: readonly Framing[] = [
  // A body.
  ['a body', asked(length('x'), 'x'), 0],
  ['a body that is a request', asked(length(evil), evil), 0],
  ['a body that does not come', asked('Content-Length: 10'), 0],
  ['a body of HEAD', asked(length(evil), evil, 'HEAD /_ping HTTP/1.1'), 0],
  ['chunks', asked(chunked, '0\r\n\r\n'), 0],
  ['chunks with a request', asked(chunked, `${evil.length.toString(16)}\r\n${evil}\r\n0\r\n\r\n`), 0],
  ['a chunk extension', asked(chunked, `0;x="\r\n\r\n${leak}"\r\n\r\n`), 0],
  ['a chunk size that overflows', asked(chunked, `fffffffffffffffff\r\n${evil}`), 0],
  ['trailers', asked(chunked, '0\r\nX-Trailer: 1\r\n\r\n'), 0],
  // CL.TE, TE.CL, TE.TE.
  ['CL.TE', asked(`Content-Length: 5\r\n${chunked}`, `0\r\n\r\n${evil}`), 0],
  ['TE.CL', asked(`${chunked}\r\nContent-Length: 4`, `5c\r\n${evil}\r\n0\r\n\r\n`), 0],
  ['CL.0', asked(`Content-Length: 0\r\n${chunked}`, `0\r\n\r\n${evil}`), 0],
  ['TE.TE', asked(`${chunked}\r\nTransfer-Encoding: identity`, `0\r\n\r\n${evil}`), 0],
  ['TE twice', asked(`${chunked}\r\n${chunked}`, `0\r\n\r\n${evil}`), 0],
  ['TE: xchunked', asked('Transfer-Encoding: xchunked', `0\r\n\r\n${evil}`), 0],
  ['TE: chunked, identity', asked('Transfer-Encoding: chunked, identity', `0\r\n\r\n${evil}`), 0],
  ['TE: identity', asked('Transfer-Encoding: identity', evil), 0],
  ['TE: gzip, chunked', asked('Transfer-Encoding: gzip, chunked', `0\r\n\r\n${evil}`), 0],
  ['TE with a tab', asked('Transfer-Encoding:\tchunked', `0\r\n\r\n${evil}`), 0],
  ['TE with a vertical tab', asked('Transfer-Encoding: \x0bchunked', `0\r\n\r\n${evil}`), 0],
  ['TE in odd case', asked('tRANSFER-eNCODING: CHUNKED', `0\r\n\r\n${evil}`), 0],
  ['TE in quotes', asked('Transfer-Encoding: "chunked"', `0\r\n\r\n${evil}`), 0],
  ['TE before a space', asked('Transfer-Encoding : chunked', `0\r\n\r\n${evil}`), 0],
  ['TE after a space', asked(' Transfer-Encoding: chunked', `0\r\n\r\n${evil}`), 0],
  ['TE folded', asked('Transfer-Encoding:\r\n chunked', `0\r\n\r\n${evil}`), 0],
  ['TE behind a bare LF', asked(`X: x\n${chunked}`, `0\r\n\r\n${evil}`), 0],
  ['TE behind a bare CR', asked(`X: x\r${chunked}`, `0\r\n\r\n${evil}`), 0],
  ['TE without a value', asked('Transfer-Encoding:', evil), 0],
  ['two lengths', asked(`Content-Length: 0\r\n${length(evil)}`, evil), 0],
  ['two lengths in one', asked(`Content-Length: 0, ${evil.length}`, evil), 0],
  ['the same length twice', asked(`${length(evil)}\r\n${length(evil)}`, evil), 0],
  ['a length with a sign', asked(`Content-Length: +${evil.length}`, evil), 0],
  ['a negative length', asked('Content-Length: -1', evil), 0],
  ['a hexadecimal length', asked(`Content-Length: 0x${evil.length.toString(16)}`, evil), 0],
  ['a length that overflows', asked('Content-Length: 18446744073709551616', evil), 0],
  ['an empty length', asked('Content-Length: ', evil), 0],
  ['a length with an underscore', asked(`Content_Length: ${evil.length}`, evil), 0],
  // Lines and names.
  ['bare LFs', `GET /containers/json HTTP/1.1\nHost: docker\n\n${evil}`, 0],
  ['a folded header', asked('X: 1\r\n folded: 2'), 0],
  ['a first header that is folded', `GET /containers/json HTTP/1.1\r\n X: 1\r\n${host}\r\n`, 0],
  ['a header without a colon', asked('Nonsense'), 0],
  ['a header without a name', asked(': 1'), 0],
  ['a NUL in a header', asked('X: a\x00b'), 0],
  ['a NUL in a name', asked('X\x00: a'), 0],
  ['a bare CR in a header', asked('X: a\rb'), 0],
  ['headers without end', asked('a: b\r\n'.repeat(20_000)), 0],
  ['a huge header', asked(`X: ${'a'.repeat(200_000)}`), 0],
  // Pipelines.
  ['allowed, then a write', `${asked('X: 1')}${evil}`, 1],
  ['allowed, then a leak', `${asked('X: 1', '', 'GET /_ping HTTP/1.1')}${leak}`, 1],
  ['a leak, then a write', `${leak}${evil}`, 0],
  ['HEAD, then a write', `${asked('X: 1', '', 'HEAD /_ping HTTP/1.1')}${evil}`, 1],
  ['allowed, then noise', `${asked('X: 1')}\x00\x01\x02\xff`, 'cut'],
  ['allowed with close, then a write', `${asked('Connection: close')}${evil}`, 'cut'],
  // Something else than HTTP.
  ['Upgrade: tcp', asked('Connection: Upgrade\r\nUpgrade: tcp', evil), 0],
  ['Upgrade: h2c', asked('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk'), 0],
  ['Upgrade: websocket', asked('Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13'), 0],
  ['Upgrade without Connection', asked('Upgrade: tcp'), 0],
  ['an upgrade of a session', 'POST /session HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', 0],
  [
    'an upgrade of an attach',
    'POST /containers/x/attach HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    0,
  ],
  ["HTTP/2's preface", 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 0],
  ['CONNECT', 'CONNECT /var/run/docker.sock HTTP/1.1\r\nHost: x\r\n\r\n', 0],
  ['CONNECT of a host', `CONNECT docker:2375 HTTP/1.1\r\nHost: x\r\n\r\n${leak}`, 0],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(200, '\x07'), 0],
  ['noise', '\x00\xff\xfe\x80\x01'.repeat(100), 0],
  ['an empty line, then a write', `\r\n\r\n${evil}`, 0],
  // The request line.
  ['HTTP/2.0', asked('X: 1', '', 'GET /containers/json HTTP/2.0'), 0],
  ['HTTP/9.9', asked('X: 1', '', 'GET /containers/json HTTP/9.9'), 0],
  ['HTCPCP', asked('X: 1', '', 'BREW /containers/json HTCPCP/1.0'), 0],
  ['a method in lower case', asked('X: 1', '', 'get /containers/json HTTP/1.1'), 0],
  ['a method with a space before', asked('X: 1', '', ' GET /containers/json HTTP/1.1'), 0],
  ['a tab in the line', asked('X: 1', '', 'GET\t/containers/json\tHTTP/1.1'), 0],
  ['a tab in the target', asked('X: 1', '', 'GET /containers/json\t HTTP/1.1'), 0],
  // Node reads it as one, and nothing of the line goes further.
  ['two spaces in the line', asked('X: 1', '', 'GET /containers/json  HTTP/1.1'), 1],
  ['a target with a space', asked('X: 1', '', 'GET /containers/json /secrets HTTP/1.1'), 0],
  ['a line in the target', asked('X: 1', '', 'GET /containers/json\rX HTTP/1.1'), 0],
  // Headers by which others let themselves be steered.
  ['no Host', 'GET /containers/json HTTP/1.1\r\n\r\n', 0],
  ['two Hosts', `GET /containers/json HTTP/1.1\r\n${host}Host: evil\r\n\r\n`, 0],
  ['an expectation', asked('Expect: 100-continue'), 0],
  ['an unknown expectation', asked('Expect: wonders'), 0],
  ['an expected body', asked(`Expect: 100-continue\r\n${length(evil)}`, evil), 0],
  ['hop-by-hop tricks', asked('Connection: close, Host, Content-Length'), 0],
  ['an overridden method', asked('X-HTTP-Method-Override: DELETE'), 0],
  ['an overridden method, shorter', asked('X-HTTP-Method: DELETE'), 0],
  ['an overridden method, otherwise', asked('X-Method-Override: DELETE'), 0],
  ['an overridden path', asked('X-Original-URL: /secrets'), 0],
  ['a rewritten path', asked('X-Rewrite-URL: /secrets'), 0],
  ['a page in a browser', asked('Origin: http://evil.example\r\nSec-Fetch-Mode: no-cors'), 0],
  ['a part of an answer', asked('Range: bytes=0-1'), 0],
  ['TE: trailers', asked('TE: trailers'), 0],
  // What says nothing to the proxy, and must not reach the daemon.
  ['forwarded', asked('X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Host: evil\r\nForwarded: for=127.0.0.1;host=evil'), 1],
  ['credentials', asked('Authorization: Basic c2VjcmV0\r\nX-Registry-Auth: c2VjcmV0\r\nX-Registry-Config: e30='), 1],
  ['a wish for a format', asked('Accept: application/json-seq\r\nAccept-Encoding: gzip\r\nUser-Agent: curl'), 1],
];
