import { parser } from '@prometheus-io/lezer-promql';

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** What a PromQL expression reads, for comparing it with the catalogue. */
export interface ExpressionReads {
  readonly selectors: readonly Selector[];
  /** Labels that the expression groups, joins or aggregates by, or takes away: `by`, `without`, `on`, `ignoring`, ... */
  readonly grouped: readonly string[];
  /** Labels that label_replace and label_join read, and those that they make. */
  readonly relabelled: { readonly from: readonly string[]; readonly to: readonly string[] };
}

/** A series selector: `metric{label="value"}`. */
export interface Selector {
  readonly metric: string;
  /** Names of the labels that it matches. */
  readonly labels: readonly string[];
}

/**
 * Reads an expression. Grafana's variables must have been replaced before.
 * Throws where it does not parse, or selects series by anything but one name (`{job="x"}`, `{__name__=~"x.*"}`).
 */
export function readExpression(expression: string): ExpressionReads {
  const selectors: Selector[] = [];
  const grouped: string[] = [];
  const from: string[] = [];
  const to: string[] = [];
  const text = ({ from: start, to: end }: { from: number; to: number }) => expression.slice(start, end);

  parser.parse(expression).iterate({
    enter({ type, node }) {
      if (type.isError) throw new Error(`does not parse as PromQL at ${node.from}: ${expression}`);
      if (type.name === 'VectorSelector') {
        const metric = node.getChild('Identifier');
        if (!metric) throw new Error(`selects by something else than one metric's name: ${text(node)}`);
        const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
        const labels = matchers.flatMap((matcher) => matcher.getChildren('LabelName').map(text));
        selectors.push({ metric: text(metric), labels });
      } else if (type.name === 'GroupingLabels') {
        grouped.push(...node.getChildren('LabelName').map(text));
      } else if (type.name === 'FunctionCall') {
        const name = node.getChild('FunctionIdentifier');
        const called = name ? text(name) : '';
        if (called !== 'label_replace' && called !== 'label_join') return;
        const [made, ...others] = stringArguments(node, text);
        if (made !== undefined) to.push(made);
        // label_replace(v, made, replacement, read, regex); label_join(v, made, separator, read...)
        from.push(...(called === 'label_replace' ? others.slice(1, 2) : others.slice(1)));
      }
    },
  });
  return { selectors, grouped, relabelled: { from, to } };
}

function stringArguments(call: SyntaxNode, text: (node: SyntaxNode) => string): string[] {
  const strings = call.getChild('FunctionCallBody')?.getChildren('StringLiteral') ?? [];
  return strings.map((string) => text(string).slice(1, -1));
}
