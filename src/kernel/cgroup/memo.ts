/** Remembers a function's answer for each cgroup, for as long as the function lives: one scrape. */
export function remember<T>(ask: (cgroup: string) => T): (cgroup: string) => T {
  const answers = new Map<string, T>();
  return (cgroup) => {
    const known = answers.get(cgroup);
    if (known !== undefined || answers.has(cgroup)) return known as T;
    const answer = ask(cgroup);
    answers.set(cgroup, answer);
    return answer;
  };
}

/** The sum of a figure over a cgroup's children, for those that have it; undefined where none has. */
export function sumOverChildren(
  children: (cgroup: string) => readonly string[] | undefined,
  figure: (cgroup: string) => number | undefined,
): (cgroup: string) => number | undefined {
  return remember((cgroup) => {
    let sum: number | undefined;
    for (const name of children(cgroup) ?? []) {
      const value = figure(cgroup === '/' ? `/${name}` : `${cgroup}/${name}`);
      if (value !== undefined) sum = (sum ?? 0) + value;
    }
    return sum;
  });
}
