#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { type CommandLine, knowsCollectors, readCommandLine } from './cli/command-line.js';
import { probePath } from './cli/paths.js';
import type { Patient } from './commands/doctor/doctor-config.js';
import { keepHeapSmall } from './commands/small-heap.js';
import type { Config } from './config.js';
import type { Look } from './diagnosis/sight.js';
import type { UsualPlaces } from './discovery/engines/usual-sockets.js';
import { createLog } from './log.js';
import type { Scraper } from './scrape/scraper.js';

keepHeapSmall();

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const argv = process.argv.slice(2);
const command = readCommandLine({
  argv,
  env: process.env,
  probe: probePath,
  collectors: knowsCollectors(argv) ? (await import('./catalogue.js')).collectors : [],
  version,
});

if (command.kind === 'print') process.stdout.write(command.text);
else if (command.kind === 'failure') fail(command.message, command.exitCode);
else if (command.kind === 'check-config') await checkConfig(command.file);
else if (command.kind === 'doctor') await runDoctor(command);
else if (command.kind === 'compare') await runCompare(command);
else if (command.kind === 'docker-proxy') await runDockerProxy(command);
else await runExporter(command);

/** A command only loads what it needs: the proxy is a small process. */
async function runExporter(command: CommandLine & { readonly kind: 'serve' | 'scrape' }): Promise<void> {
  const { config } = command;
  const { collectors } = await import('./catalogue.js');
  const log = createLog(config.log);
  const scraper = await wireScraper(config, log);
  if (command.kind === 'scrape') {
    const { printScrape } = await import('./commands/scrape-once.js');
    const collected = await printScrape(scraper, {
      collectors: config.collectors,
      format: command.format,
      output: process.stdout,
    });
    await end(collected ? 0 : 1);
  }
  const { serve } = await import('./commands/serve.js');
  const { ListenError } = await import('./http/listen.js');
  const { WebConfigError } = await import('./http/web-config/web-config.js');
  try {
    await serve({ config, scraper, collectors, version, places: await places(), log, stop: stopSignal() });
    await end(0);
  } catch (error) {
    if (error instanceof ListenError) fail(`--web.listen-address: ${error.message}`, 1);
    else if (error instanceof WebConfigError) fail(error.message, 1);
    else throw error;
  }
}

async function wireScraper(config: Config, log: Logger, endsBesideHungDisks = false): Promise<Scraper> {
  const { collectors } = await import('./catalogue.js');
  const { wireExporter } = await import('./commands/wire-exporter.js');
  return wireExporter({ config, collectors, version, places: await places(), log, endsBesideHungDisks });
}

/** A user's own Podman has its socket in XDG_RUNTIME_DIR. */
async function places(): Promise<UsualPlaces> {
  const { usualPlaces } = await import('./discovery/engines/usual-sockets.js');
  return usualPlaces(process.env.XDG_RUNTIME_DIR);
}

async function runDoctor({ doctor, patient }: CommandLine & { readonly kind: 'doctor' }): Promise<void> {
  const { examine } = await import('./commands/doctor/doctor.js');
  const { stdout, env } = process;
  const colours = stdout.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  const style = { colours, columns: stdout.columns ?? 100 };
  const { exitCode, text, problem } = await examine(await meet(patient), doctor, style);
  if (problem !== undefined) fail(problem, exitCode);
  await new Promise<void>((resolve) => stdout.write(text, () => resolve()));
  await end(exitCode);
}

async function runCompare({ compare }: CommandLine & { readonly kind: 'compare' }): Promise<void> {
  const { compareExporters } = await import('./commands/compare/compare-command.js');
  const { lookHere } = await import('./commands/doctor/look.js');
  const { collectors } = await import('./catalogue.js');
  const scraper = await wireScraper(compare.config, createLog(compare.config.log));
  const here = () => lookHere(scraper, compare.config.collectors);
  const { exitCode, text, problem } = await compareExporters(compare, here, collectors);
  if (problem !== undefined) fail(problem, exitCode);
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
  await end(exitCode);
}

async function meet(patient: Patient): Promise<{ target: string; look: () => Promise<Look> }> {
  const { lookAt, lookHere } = await import('./commands/doctor/look.js');
  if (patient.kind === 'another exporter') return { target: patient.url.href, look: () => lookAt(patient.url) };
  const { config } = patient;
  // Scripts read its exit code.
  const scraper = await wireScraper(config, createLog(config.log), true);
  return { target: 'this host', look: () => lookHere(scraper, config.collectors) };
}

async function checkConfig(file: string): Promise<void> {
  const { checkWebConfig } = await import('./http/web-config/load-web-config.js');
  const problems = checkWebConfig(file);
  if (problems.length === 0) process.stdout.write(`${file}: ok\n`);
  else process.stderr.write(`${problems.join('\n')}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

async function runDockerProxy({ config }: CommandLine & { readonly kind: 'docker-proxy' }): Promise<void> {
  const { serveDockerProxy, StartError } = await import('./docker-proxy/serve-proxy.js');
  // Its sockets start without permissions for anybody; it creates no other files.
  process.umask(0o777);
  try {
    await serveDockerProxy({ config, version, log: createLog(config.log), stop: stopSignal() });
    process.exit(0);
  } catch (error) {
    if (error instanceof StartError) fail(error.message, 1);
    else throw error;
  }
}

/** Aborted when the process is told to stop. Only once: a second signal ends it at once, as usual. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

/**
 * Ends the process, even if a connection to a daemon is still open. exit() waits for threads that query a filesystem.
 * Filesystems that often hang are queried by another process (statfs-process.ts); if one of the others hangs, the
 * status is SIGTERM's.
 */
async function end(status: number): Promise<void> {
  const asksFilesystem = () => process.getActiveResourcesInfo().includes('FSReqPromise');
  // The query whose answer led here counts until the next turn, and one in progress may be answered soon.
  for (let i = 0; i < 50 && asksFilesystem(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (asksFilesystem()) {
    process.removeAllListeners('SIGTERM');
    process.kill(process.pid, 'SIGTERM');
  }
  process.exit(status);
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`container-exporter: ${message}\n`);
  process.exitCode = exitCode;
}
