import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Problem } from './web-config.js';

/**
 * A value in a YAML file and its position. Each reader returns undefined for an absent value (null) and for one of
 * another type, which is reported.
 */
export interface YamlField {
  /** Dotted; empty for the file as a whole. */
  readonly name: string;
  readonly line: number;
  /** Reports that the value is invalid. */
  refuse(message: string): void;
  /** The fields of a mapping, including null ones. Fields that are not `known` are reported and dropped. */
  fields(known?: readonly string[]): ReadonlyMap<string, YamlField> | undefined;
  items(): readonly YamlField[] | undefined;
  /** Any scalar, spelled as in the file: Go's YAML accepts `123` as a string too. */
  text(): string | undefined;
  flag(): boolean | undefined;
  integer(): number | undefined;
}

/** Reads one YAML document. After a syntax error there is no root. */
export function readYaml(text: string): { readonly root: YamlField | undefined; readonly problems: Problem[] } {
  const lines = new LineCounter();
  // Go's yaml.v2 uses 1.1: `yes` and `off` are booleans.
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, prettyErrors: false, lineCounter: lines });
  const problems: Problem[] = document.errors.map(({ message, pos }) => {
    // Some messages end with a part of the file, which may be a secret.
    return { line: lines.linePos(pos[0]).line, field: undefined, message: message.replace(/: ".*$/s, '') };
  });
  if (problems.length > 0) return { root: undefined, problems };

  const lineOf = (node: ParsedNode | null, otherwise: number) => (node ? lines.linePos(node.range[0]).line : otherwise);

  function fieldOf(given: ParsedNode | null, name: string, line: number): YamlField {
    const refuse = (message: string) => {
      problems.push({ line, field: name === '' ? undefined : name, message });
    };
    const resolved = isAlias(given) ? (given.resolve(document) as ParsedNode | undefined) : given;
    if (resolved === undefined) refuse('the alias is not defined');
    const node = resolved ?? null;
    const absent = node === null || (isScalar(node) && node.value === null);
    const scalar = isScalar(node) ? node : undefined;
    const expected = (kind: string): undefined => {
      if (!absent) refuse(`expected ${kind}`);
    };
    return {
      name,
      line,
      refuse,
      fields(known) {
        if (!isMap(node)) return expected('a mapping');
        const fields = new Map<string, YamlField>();
        for (const { key, value } of node.items) {
          const keyLine = lineOf(key, line);
          const keyText = isScalar(key) ? key.source : undefined;
          if (keyText === undefined) {
            fieldOf(null, name, keyLine).refuse('expected names that are texts');
            continue;
          }
          const field = fieldOf(value, name === '' ? spell(keyText) : `${name}.${spell(keyText)}`, keyLine);
          if (known && !known.includes(keyText)) field.refuse(`unknown field, expected ${known.join(', ')}`);
          else if (fields.has(keyText)) field.refuse('given twice');
          else fields.set(keyText, field);
        }
        return fields;
      },
      items() {
        if (!isSeq(node)) return expected('a list');
        return node.items.map((item, i) =>
          fieldOf(item as ParsedNode, `${name}[${i}]`, lineOf(item as ParsedNode, line)),
        );
      },
      text() {
        if (scalar === undefined) return expected('a text');
        return absent ? undefined : scalar.source;
      },
      flag: () => (typeof scalar?.value === 'boolean' ? scalar.value : expected('true or false')),
      integer: () => (Number.isSafeInteger(scalar?.value) ? Number(scalar?.value) : expected('a whole number')),
    };
  }

  return { root: fieldOf(document.contents, '', 1), problems };
}

/** Names chosen by users may contain anything, even a line break. */
function spell(key: string): string {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}
