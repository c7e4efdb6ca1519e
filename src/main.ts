#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { exporters } from './catalogue.js';
import { probePath } from './cli/probe.js';
import { readCommandLine } from './cli.js';
import { ListenError } from './http/listen.js';
import { createLog } from './log.js';
import { printScrape } from './print-scrape.js';
import { serve } from './serve.js';
import { WebConfigError } from './web-config/live-web-config.js';
import { wireExporter } from './wire-exporter.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const command = readCommandLine({
  argv: process.argv.slice(2),
  env: process.env,
  probe: probePath,
  collectors: exporters,
  version,
});

if (command.kind === 'print') {
  process.stdout.write(command.text);
} else if (command.kind === 'failure') {
  fail(command.message, command.exitCode);
} else {
  const { config } = command;
  const log = createLog(config.log);
  const runtimeDirectory = process.env.XDG_RUNTIME_DIR;
  const scraper = wireExporter({ config, exporters, version, runtimeDirectory, log });
  if (command.kind === 'serve') {
    const stop = new AbortController();
    // Once: a second signal ends the process at once, as it would any other.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
    try {
      await serve({ config, scraper, exporters, version, log, stop: stop.signal });
      // A connection to a daemon that hangs must not keep the process.
      process.exit(0);
    } catch (error) {
      if (error instanceof ListenError) fail(`--web.listen-address: ${error.message}`, 1);
      else if (error instanceof WebConfigError) fail(error.message, 1);
      else throw error;
    }
  } else {
    const { collectors } = config;
    const collected = await printScrape(scraper, { collectors, format: command.format, output: process.stdout });
    process.exit(collected ? 0 : 1);
  }
}

function fail(message: string, exitCode: 1 | 2): void {
  process.stderr.write(`container-exporter: ${message}\n`);
  process.exitCode = exitCode;
}
