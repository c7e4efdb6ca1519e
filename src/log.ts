import pino, { type DestinationStream, type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const logFormats = ['json', 'pretty'] as const;

const standardError = 2;

/**
 * The exporter's log: JSON lines, or human-readable lines. It writes to stderr (stdout is the `scrape` command's) and
 * synchronously, without a worker thread, so that the last line before an exit is not lost.
 */
export function createLog(
  options: { readonly level: (typeof logLevels)[number]; readonly format: (typeof logFormats)[number] },
  output: DestinationStream = pino.destination({ dest: standardError, sync: true }),
): Logger {
  // Not pino-pretty's stream, which writes later.
  const prettify = prettyFactory({ singleLine: true, colorize: false, translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l' });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.format === 'json' ? output : { write: (line) => output.write(prettify(line)) },
  );
}
