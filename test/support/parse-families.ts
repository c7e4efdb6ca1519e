/** An exposition read back, by a parser that shares nothing with the writer: it knows only the formats' grammar. */
export interface ParsedFamily {
  name: string;
  type: string | undefined;
  unit: string | undefined;
  help: string | undefined;
  /** Which metadata lines it had, in their order. */
  metadata: string[];
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

export function parseFamilies(text: string, format: 'text' | 'openmetrics'): ParsedFamily[] {
  if (!text.endsWith('\n') && text !== '') throw new Error('the last line is not ended');
  const lines = text.split('\n').slice(0, -1);
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no # EOF');
  const families: ParsedFamily[] = [];
  for (const line of lines) {
    if (line.startsWith('#')) readMetadata(line, families);
    else families.at(-1)?.samples.push(readSample(line));
  }
  return families;
}

function readMetadata(line: string, families: ParsedFamily[]): void {
  const match = /^# (TYPE|HELP|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s.exec(line);
  if (!match) throw new Error(`not a metadata line: ${line}`);
  const [, kind = '', name = '', rest = ''] = match;
  if (families.at(-1)?.name !== name) {
    if (families.some((family) => family.name === name)) throw new Error(`family ${name} comes twice`);
    families.push({ name, type: undefined, unit: undefined, help: undefined, metadata: [], samples: [] });
  }
  const family = families.at(-1);
  if (!family) return;
  if (family.samples.length > 0) throw new Error('metadata after samples');
  family.metadata.push(kind);
  if (kind === 'TYPE') family.type = rest;
  if (kind === 'UNIT') family.unit = rest;
  if (kind === 'HELP') family.help = unescaped(rest);
}

function readSample(line: string): ParsedFamily['samples'][number] {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0];
  if (name === undefined) throw new Error(`not a sample: ${line}`);
  let rest = line.slice(name.length);
  const labels: Record<string, string> = {};
  if (rest.startsWith('{')) {
    rest = rest.slice(1);
    for (;;) {
      const match = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/s.exec(rest);
      if (!match) throw new Error(`not a label: ${rest}`);
      const [all, labelName = '', value = ''] = match;
      if (labelName in labels) throw new Error(`label ${labelName} comes twice`);
      labels[labelName] = unescaped(value);
      rest = rest.slice(all.length);
      if (rest.startsWith(',')) rest = rest.slice(1);
      else break;
    }
    if (!rest.startsWith('}')) throw new Error(`labels are not closed: ${line}`);
    rest = rest.slice(1);
  }
  const number = /^ (\+Inf|-Inf|NaN|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(rest)?.[1];
  if (number === undefined) throw new Error(`not a value: ${line}`);
  return { name, labels, value: Number(number.replace('Inf', 'Infinity')) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_all, character: string) => (character === 'n' ? '\n' : character));
}
