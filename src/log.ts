import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const logFormats = ['json', 'pretty'] as const;

const standardError = 2;

/**
 * The exporter's log: JSON lines, or lines for people. It writes to stderr (stdout is the `scrape` command's) and
 * synchronously, without a worker thread, so that the last line before an exit is not lost.
 */
export function createLog(
  options: { readonly level: (typeof logLevels)[number]; readonly format: (typeof logFormats)[number] },
  destination?: DestinationStream,
): Logger {
  const stream =
    options.format === 'pretty'
      ? pretty({
          destination: destination ?? standardError,
          sync: true,
          singleLine: true,
          colorize: false,
          translateTime: 'SYS:yyyy-mm-dd HH:MM:ss.l',
        })
      : (destination ?? pino.destination({ dest: standardError, sync: true }));
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}
