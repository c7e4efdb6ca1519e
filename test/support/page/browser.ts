import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { isExecutable } from '../real/requirements.js';

/** Where Debian's package chromium puts it. */
const chromiumPath = '/usr/bin/chromium';

/** What is missing for a browser, if anything. */
export function missingChromium(): string | undefined {
  return isExecutable(chromiumPath) ? undefined : `${chromiumPath} (Debian's chromium)`;
}

const quiet = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export interface BrowserOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly httpCredentials?: { readonly username: string; readonly password: string };
  /** Takes a certificate that nobody signed. */
  readonly ignoreHTTPSErrors?: boolean;
}

/** A page in Chromium, and what went wrong on it or should not have happened. */
export interface WatchedPage {
  readonly page: Page;
  /** Paths and queries of what it asked the exporter for, oldest first. */
  readonly asked: readonly string[];
  /** Errors of the console, uncaught ones, violations of the policy, and requests to anybody else. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens a page in a Chromium of its own, with nothing of others in its profile. */
export async function openPage(url: string, options: BrowserOptions = {}): Promise<WatchedPage> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    headless: true,
    args: quiet,
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  watch(context, new URL(url).origin, asked, complaints);
  await page.goto(url);
  return {
    page,
    asked,
    complaints,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

function watch(context: BrowserContext, origin: string, asked: string[], complaints: string[]): void {
  // Chromium writes violations of the policy to the console too.
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === origin) asked.push(`${url.pathname}${url.search}`);
    else complaints.push(`asked ${request.url()}`);
  });
}
