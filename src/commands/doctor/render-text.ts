import type { Finding, Severity } from '../../diagnosis/finding.js';
import { clean } from './clean.js';
import { countsInWords, type Verdict } from './verdict.js';

export interface TextStyle {
  readonly colours: boolean;
  /** Width of the terminal. */
  readonly columns: number;
}

const names: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  warning: 'WARNING',
  unknown: 'NOT CHECKED',
  info: 'INFO',
};

/** Bold red, bold yellow, magenta, cyan. */
const colourCodes: Readonly<Record<Severity, string>> = {
  critical: '1;31',
  warning: '1;33',
  unknown: '35',
  info: '36',
};

const indent = ' '.repeat(13);

export function renderText(verdict: Verdict, style: TextStyle): string {
  return [...verdict.findings.map((finding) => findingText(finding, style)), summary(verdict)].join('\n');
}

function findingText(finding: Finding, { colours, columns }: TextStyle): string {
  const { severity, evidence, command } = finding;
  const paint = (code: string, text: string) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
  const width = Math.max(30, Math.min(columns, 100) - indent.length);
  const label = Math.min(40, Math.max(...evidence.map((one) => clean(one.label).length)));
  const below = [
    ...wrap(clean(finding.meaning), width),
    ...evidence.flatMap((one) =>
      wrap(clean(one.value), Math.max(30, width - label - 4)).map(
        (line, i) => `  ${(i === 0 ? clean(one.label) : '').padEnd(label)}  ${line}`,
      ),
    ),
    ...(command === undefined ? [] : [paint('1', `$ ${clean(command)}`)]),
    paint('2', `docs/runbooks/${finding.runbook}`),
  ];
  const [first = '', ...rest] = wrap(clean(finding.title), width);
  const head = paint(colourCodes[severity], names[severity].padEnd(indent.length - 2));
  return [
    `${head}  ${paint('1', first)}`,
    ...rest.map((line) => indent + paint('1', line)),
    ...below.map((line) => indent + line),
    '',
  ].join('\n');
}

function summary({ counts, checks, containers, seconds }: Verdict): string {
  const made = checks.filter(({ coverage }) => coverage === 'made').length;
  const found = countsInWords(counts) || 'Nothing wrong';
  const of = `${containers} ${containers === 1 ? 'container' : 'containers'} and the host`;
  return `${found}. ${made} of ${checks.length} checks made on ${of}, in two looks ${Number(seconds.toFixed(1))} s apart.\n`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
