import type { ChangedFamily, Comparison, LabelChange, LostFamily } from '../../migration/compare.js';
import { clean } from '../doctor/clean.js';

const mostListed = 20;

/** For people: losses come first, those with a reason last, gains only as numbers. */
export function renderComparisons(comparisons: readonly Comparison[]): string {
  return `${comparisons.map(renderOne).join('\n\n')}\n`;
}

function renderOne({ peer, same, lost, gained, changed, lostCgroups, lostLabels, gainedLabels }: Comparison): string {
  const off = lost.filter(({ collector }) => collector !== undefined);
  const gone = lost.filter(({ collector }) => collector === undefined);
  const series = gained.reduce((sum, one) => sum + one.series, 0);
  return [
    `From ${peer}: ${same.length} families stay the same, ${lost.length} are lost, ${changed.length} change, ${gained.length} are new (${series} series).`,
    ...section('Lost, without a reason', gone.filter(unexplained).map(lostLine)),
    ...section('Lost until its collector is turned on', off.map(lostLine)),
    ...section('Left out on purpose', byReason(gone)),
    ...section('Changed, without a reason', changed.filter(unexplained).flatMap(changedLines)),
    ...section('Changed on purpose', changed.filter(({ reason }) => reason !== undefined).flatMap(changedLines)),
    ...section('Cgroups that are not shown (--cgroup.include adds them)', lostCgroups),
    ...section('Labels that are gone', lostLabels.map(labelLine)),
    ...section('Labels that are new', gainedLabels.map(labelLine)),
  ].join('\n');
}

const unexplained = ({ reason }: LostFamily | ChangedFamily) => reason === undefined;

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.length > mostListed + 1 ? lines.slice(0, mostListed) : lines;
  const rest = lines.length - shown.length;
  return [
    '',
    `${title}:`,
    ...shown.map((line) => `  ${clean(line)}`),
    ...(rest > 0 ? [`  and ${rest} more lines; --format=json has all`] : []),
  ];
}

/** Families left out for the same reason are one line: `node_timex_* (17 families): adjtimex is ...` */
function byReason(lost: readonly LostFamily[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { family, reason } of lost) {
    if (reason !== undefined) groups.set(reason, [...(groups.get(reason) ?? []), family]);
  }
  return [...groups].map(([reason, families]) => {
    const [first = '', last = ''] = [families[0], families.at(-1)];
    const common = [...first].findIndex((character, i) => character !== last[i]);
    const beginning = first.slice(0, first.slice(0, common < 0 ? first.length : common).lastIndexOf('_') + 1);
    const named = beginning.split('_').length > 2 ? `${beginning}* (${families.length} families)` : families.join(', ');
    return `${families.length === 1 ? first : named}: ${reason}`;
  });
}

function lostLine({ family, series, collector, reason }: LostFamily): string {
  const why = collector === undefined ? reason : `--collector.${collector}`;
  return `${family} (${series} series)${why === undefined ? '' : `: ${why}`}`;
}

function changedLines({ family, series, missing, different, examples, reason }: ChangedFamily): readonly string[] {
  const counts = [missing > 0 ? `${missing} missing` : '', different > 0 ? `${different} with another value` : ''];
  const head = `${family}: of ${series} series ${counts.filter((one) => one !== '').join(', ')}`;
  return reason === undefined ? [head, ...examples.map((example) => `  ${example}`)] : [`${head}. ${reason}`];
}

const labelLine = ({ label, families }: LabelChange) => `${label} (${families} families)`;
