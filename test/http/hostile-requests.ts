/** One request as raw bytes, and the statuses of the answers; an empty list where the connection just closes. */
export type HostileRequest = readonly [name: string, bytes: string, statuses: readonly number[]];

const close = 'Host: x\r\nConnection: close\r\n';
const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');

/** What a client may throw at the exporter. Each is answered at once or not at all. */
export const hostileRequests: readonly HostileRequest[] = [
  // Versions and methods.
  ['HTTP/1.0', 'GET /-/healthy HTTP/1.0\r\n\r\n', [200]],
  ['HTTP/0.9', 'GET /-/healthy\r\n\r\n', [200]],
  ['HTTP/1.2', `GET /-/healthy HTTP/1.2\r\n${close}\r\n`, [400]],
  ['HTTP/9.9', `GET /-/healthy HTTP/9.9\r\n${close}\r\n`, [400]],
  ["HTTP/2's preface", 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['a method that nobody knows', `HACK /metrics HTTP/1.1\r\n${close}\r\n`, [400]],
  ['a method in lower case', `get /metrics HTTP/1.1\r\n${close}\r\n`, [400]],
  ['a method of WebDAV', `PROPFIND /metrics HTTP/1.1\r\n${close}\r\n`, [405]],
  ['TRACE', `TRACE /metrics HTTP/1.1\r\n${close}Authorization: Basic dHJhY2U=\r\n\r\n`, [405]],
  ['CONNECT', `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${close}\r\n`, []],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${close}\r\n`, [404]],
  ['an override of the method', `GET /-/healthy HTTP/1.1\r\n${close}X-HTTP-Method-Override: DELETE\r\n\r\n`, [200]],
  // Protocols in other protocols.
  [
    'Upgrade: websocket',
    `GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    [200],
  ],
  ['Upgrade: h2c', `GET /-/healthy HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n`, [200]],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'.padEnd(200, '\x07'), [400]],
  ['an SSH hello', 'SSH-2.0-OpenSSH_9.2\r\n', [400]],
  ['noise', '\x00\xff\xfe\x80\x01'.repeat(50), [400]],
  // Targets.
  ['no Host', 'GET /-/healthy HTTP/1.1\r\nConnection: close\r\n\r\n', [400]],
  ['a wrong Host', 'GET /-/healthy HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', [200]],
  ['two Hosts', `GET /-/healthy HTTP/1.1\r\nHost: a\r\n${close}\r\n`, [200]],
  ['absolute-form', `GET http://evil.example/-/healthy HTTP/1.1\r\n${close}\r\n`, [200]],
  ['absolute-form elsewhere', `GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\n${close}\r\n`, [404]],
  ['traversal', `GET /metrics/../../../../etc/passwd HTTP/1.1\r\n${close}\r\n`, [404]],
  ['encoded traversal', `GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${close}\r\n`, [404]],
  ['a broken escape', `GET /%zz HTTP/1.1\r\n${close}\r\n`, [404]],
  ['a NUL in the path', `GET /metrics\x00 HTTP/1.1\r\n${close}\r\n`, [400]],
  ['no path', `GET  HTTP/1.1\r\n${close}\r\n`, [400]],
  ['a long path', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${close}\r\n`, [431]],
  ['a long query', `GET /metrics?collect[]=${'a'.repeat(20_000)} HTTP/1.1\r\n${close}\r\n`, [431]],
  ['a repeated query', `GET /metrics?${'collect[]=no&'.repeat(1000)} HTTP/1.1\r\n${close}\r\n`, [400]],
  ['a polluting query', `GET /metrics?collect[]=__proto__ HTTP/1.1\r\n${close}\r\n`, [400]],
  ['a constructor in the query', `GET /metrics?exclude[]=constructor HTTP/1.1\r\n${close}\r\n`, [400]],
  // Headers.
  ['a huge header', `GET /-/healthy HTTP/1.1\r\n${close}X: ${'a'.repeat(100_000)}\r\n\r\n`, [431]],
  ['ten thousand headers', `GET /-/healthy HTTP/1.1\r\n${close}${many(10_000, (i) => `X-${i}: 1\r\n`)}\r\n`, [431]],
  ['a thousand empty headers', `GET /-/healthy HTTP/1.1\r\n${close}${'a:\r\n'.repeat(1000)}\r\n`, [200]],
  ['a space before the colon', `GET /-/healthy HTTP/1.1\r\n${close}X : 1\r\n\r\n`, [400]],
  ['a NUL in a header', `GET /-/healthy HTTP/1.1\r\n${close}X: a\x00b\r\n\r\n`, [400]],
  ['a bare CR in a header', `GET /-/healthy HTTP/1.1\r\n${close}X: a\rb\r\n\r\n`, [400]],
  ['a header without a name', `GET /-/healthy HTTP/1.1\r\n${close}: 1\r\n\r\n`, [400]],
  ['an unknown expectation', `GET /-/healthy HTTP/1.1\r\n${close}Expect: wonders\r\n\r\n`, [417]],
  [
    'a timeout of nonsense',
    `GET /-/healthy HTTP/1.1\r\n${close}X-Prometheus-Scrape-Timeout-Seconds: 1e99\r\n\r\n`,
    [200],
  ],
  ['a polluting header', `GET /-/healthy HTTP/1.1\r\n${close}__proto__: 1\r\nconstructor: 1\r\n\r\n`, [200]],
  // Bodies: the answer comes, the body is never read.
  ['a body that does not come', 'GET /-/healthy HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n', [200]],
  [
    'a chunked body',
    'GET /-/healthy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    [200],
  ],
  [
    'a chunk that does not end',
    'POST /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nhello',
    [405],
  ],
  [
    'a body that is a request',
    'GET /-/healthy HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\nGET /-/ready HTTP/1.1\r\n\r\n',
    [200],
  ],
  [
    'a body that is asked for',
    `POST /metrics HTTP/1.1\r\n${close}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n`,
    [100, 405],
  ],
  ['two lengths', `POST /metrics HTTP/1.1\r\n${close}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, [400]],
  [
    'a length and chunks',
    `POST /metrics HTTP/1.1\r\n${close}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    [400],
  ],
  ['a negative length', `GET /-/healthy HTTP/1.1\r\n${close}Content-Length: -1\r\n\r\n`, [400]],
  ['a length beyond numbers', `GET /-/healthy HTTP/1.1\r\n${close}Content-Length: ${'9'.repeat(40)}\r\n\r\n`, [400]],
  // More than one request in a packet.
  [
    'two requests at once',
    `GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\nGET /-/ready HTTP/1.1\r\n${close}\r\n`,
    [200, 200],
  ],
  ['a request and noise', 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n\x00\x01\x02', [200]],
];
