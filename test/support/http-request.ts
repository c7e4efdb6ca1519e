import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came: compressed where it was. */
  readonly body: Buffer;
}

/** Unlike fetch() this reaches sockets, and sends the headers that are given and no others; on a connection of its own unless told otherwise. */
export function httpRequest(options: RequestOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    request({ agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}
