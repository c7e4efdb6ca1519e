import type { SourceStatus } from '../scrape/scraper.js';

export interface LandingPageContent {
  readonly version: string;
  readonly telemetryPath: string;
  readonly collectors: readonly { readonly name: string; readonly enabled: boolean }[];
  readonly sources: ReadonlyMap<string, SourceStatus>;
}

/**
 * The short page at `/`, used if the live one is turned off: one self-contained HTML document, in the reader's light or
 * dark colours.
 */
export function landingPage({ version, telemetryPath, collectors, sources }: LandingPageContent): string {
  const metrics = escapeHtml(telemetryPath);
  const enabled = collectors.filter((collector) => collector.enabled);
  const disabled = collectors.filter((collector) => !collector.enabled);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>container-exporter</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>container-exporter <small>${escapeHtml(version)}</small></h1>
<p>Container and host metrics for Prometheus, read on each scrape.</p>
<nav><a class="main" href="${metrics}">Metrics</a> <a href="/-/healthy">Health</a> <a href="/-/ready">Readiness</a></nav>
<h2>Sources</h2>
${sources.size === 0 ? '<p class="quiet">Nothing was scraped yet.</p>' : sourceList(sources)}
<h2>Collectors</h2>
${collectorList(enabled, 'on')}
${disabled.length === 0 ? '' : `<p class="quiet">Turned off:</p>\n${collectorList(disabled, 'off')}`}
<p class="quiet">Scrape a part: <code>${metrics}?collect[]=name</code> or <code>${metrics}?exclude[]=name</code></p>
</main>
</body>
</html>
`;
}

function sourceList(sources: ReadonlyMap<string, SourceStatus>): string {
  const rows = [...sources].map(([name, { success, error }]) => {
    const detail = success || error === undefined ? '' : ` <span class="quiet">${escapeHtml(error)}</span>`;
    return `<li><b class="${success ? 'up' : 'down'}">${success ? 'up' : 'down'}</b> ${escapeHtml(name)}${detail}</li>`;
  });
  return `<ul class="sources">\n${rows.join('\n')}\n</ul>`;
}

function collectorList(collectors: readonly { readonly name: string }[], kind: 'on' | 'off'): string {
  const items = collectors.map(({ name }) => `<li>${escapeHtml(name)}</li>`);
  return `<ul class="collectors ${kind}">${items.join(' ')}</ul>`;
}

/** Text for elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

const style = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5c6670; --paper: #fbfbfa; --line: #dcdfe3; --accent: #1457b8; --up: #18794e; --down: #c22b2b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --quiet: #98a2ad; --paper: #14171a; --line: #2e343a; --accent: #7db3ff; --up: #56c28b; --down: #ff8a80; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { font-size: 1.6rem; margin: 0; } h1 small { font-size: 1rem; font-weight: 400; color: var(--quiet); }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
.quiet { color: var(--quiet); }
a { color: var(--accent); }
nav { display: flex; gap: 1.25rem; align-items: center; margin-top: 1.25rem; }
nav .main { padding: .4rem 1rem; border: 1px solid var(--accent); border-radius: .4rem; text-decoration: none; }
ul { list-style: none; margin: 0; padding: 0; }
.sources li { padding: .35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.sources b { display: inline-block; min-width: 3.5rem; } .up { color: var(--up); } .down { color: var(--down); }
.collectors { display: flex; flex-wrap: wrap; gap: .4rem; }
.collectors li { padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .9rem; }
.collectors.off li { color: var(--quiet); border-style: dashed; }
code { font-size: .9em; }
`;
