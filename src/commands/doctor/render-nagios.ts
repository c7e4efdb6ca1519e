import { clean } from './clean.js';
import { countsInWords, fails, type Verdict } from './verdict.js';

/** https://nagios-plugins.org/doc/guidelines.html: 0 OK, 1 warning, 2 critical, 3 unknown. */
const states = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

export function nagiosCodeOf({ findings, counts, failOn }: Verdict): 0 | 1 | 2 | 3 {
  const failing = findings.filter((finding) => fails(finding, failOn));
  if (failing.some(({ severity }) => severity === 'critical')) return 2;
  if (failing.length > 0) return 1;
  return counts.unknown > 0 && failOn !== 'none' ? 3 : 0;
}

/** One line with the state and figures, then one line per finding. */
export function renderNagios(verdict: Verdict): string {
  const { findings, counts } = verdict;
  const figures = Object.entries(counts).map(([severity, count]) => `${severity}=${count}`);
  const [worst] = findings;
  const head = [countsInWords(counts) || 'nothing wrong', ...(worst ? [plain(worst.title)] : [])].join('; ');
  return [
    `CONTAINERS ${states[nagiosCodeOf(verdict)]} - ${head} | ${figures.join(' ')}`,
    ...findings.map(({ severity, title }) => `${severity}: ${plain(title)}`),
    '',
  ].join('\n');
}

/** A bar would start the performance data. */
function plain(text: string): string {
  return clean(text).replaceAll('|', '/');
}
