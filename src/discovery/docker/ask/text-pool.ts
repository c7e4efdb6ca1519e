/** Texts that are looked for. */
const mostShared = 5000;

/**
 * One text for all that are equal, as far as they are among the first ones: containers of an image or a project have most of
 * their labels in common, and all have the same few drivers and policies.
 */
export function createTextPool(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same === undefined && known.size < mostShared) known.set(text, text);
    return same ?? text;
  };
}
