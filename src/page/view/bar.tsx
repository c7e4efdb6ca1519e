/**
 * A bar of parts of a whole, each a share (0 to 1); parts after the first are drawn paler. Decoration: the figures are
 * next to it.
 */
export function Bar({ parts }: { readonly parts: readonly number[] }) {
  let start = 0;
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      {parts.map((part, i) => {
        const from = start;
        start = Math.min(1, start + Math.max(0, part));
        return (
          <rect key={i} class={i === 0 ? 'first' : 'rest'} x={100 * from} width={100 * (start - from)} height="4" />
        );
      })}
    </svg>
  );
}
