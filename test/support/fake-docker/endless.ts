import type { ServerResponse } from 'node:http';

/** One piece of a text again and again, for as long as it is taken. */
export function endless(response: ServerResponse, begin: string, piece: string): void {
  const bytes = Buffer.from(piece.repeat(Math.ceil(60_000 / piece.length)));
  const more = () => {
    while (!response.destroyed && response.write(bytes)) {}
  };
  response.on('drain', more);
  response.write(begin);
  more();
}
