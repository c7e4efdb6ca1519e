import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../support/real/repository.js';

/** A page as it should be: what stands between `<!-- begin x -->` and `<!-- end x -->` is made, the rest is written by hand. */
export function withSections(page: string, sections: Readonly<Record<string, string>>): string {
  let text = readFileSync(join(repository, page), 'utf8');
  for (const [name, section] of Object.entries(sections)) {
    const marked = new RegExp(`(<!-- begin ${name} -->\n)[^]*?(<!-- end ${name} -->)`);
    if (!marked.test(text)) throw new Error(`${page} has no section ${name}`);
    text = text.replace(
      marked,
      (_, begin: string, end: string) => `${begin}\n${section.replace(/^\n+|\n+$/g, '')}\n\n${end}`,
    );
  }
  return text;
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
    .replace(/^\| (---(?: \| ---)*) \|$/m, (_, line: string) => `|${line.replaceAll(' ', '')}|`);
