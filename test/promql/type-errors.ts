import { createRequire } from 'node:module';

/**
 * Prometheus' own type checker of PromQL, made for its editor. All of the editor's modules must be the same instances,
 * and the parser, which the package does not export, requires them: so they are required here too.
 */
const require = createRequire(import.meta.url);
const { EditorState }: EditorStateModule = require('@codemirror/state');
const { ensureSyntaxTree }: LanguageModule = require('@codemirror/language');
const { LanguageType, promQLLanguage }: PromqlModule = require('@prometheus-io/codemirror-promql');
const { Parser }: ParserModule = require('@prometheus-io/codemirror-promql/dist/cjs/parser/parser');

type EditorStateModule = typeof import('@codemirror/state', { with: { 'resolution-mode': 'require' }});
type LanguageModule = typeof import('@codemirror/language', { with: { 'resolution-mode': 'require' }});
type PromqlModule = typeof import('@prometheus-io/codemirror-promql', { with: { 'resolution-mode': 'require' }});
type ParserModule = typeof import('@prometheus-io/codemirror-promql/dist/cjs/parser/parser.js');

/** What is wrong with an expression, syntax or types. Grafana's variables must have been replaced before. */
export function typeErrors(expression: string): string[] {
  const state = EditorState.create({ doc: expression, extensions: [promQLLanguage(LanguageType.PromQL)] });
  // The editor parses for 20 ms and goes on in the background: here it must be finished, on a busy machine too.
  if (!ensureSyntaxTree(state, expression.length, 30_000)) throw new Error(`takes too long to parse: ${expression}`);
  const parser = new Parser(state.update({}).state);
  parser.analyze();
  return parser.getDiagnostics().map(({ from, message }) => `${message} (at ${from})`);
}
