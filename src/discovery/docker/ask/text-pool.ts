/** The most texts that are shared. */
const mostShared = 5000;

/**
 * One string for all equal ones, among the first so many: containers of an image or a project share most of their
 * labels, and all share a few drivers and policies.
 */
export function createTextPool(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same === undefined && known.size < mostShared) known.set(text, text);
    return same ?? text;
  };
}
