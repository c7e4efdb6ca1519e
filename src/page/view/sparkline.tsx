/** The history of a figure as a line, from model/history.ts. Decoration: the figure is next to it. */
export function Sparkline({ points }: { readonly points: string }) {
  return (
    <svg class="sparkline" viewBox="0 0 120 20" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
