import type { Subject } from './sight.js';

/**
 * A command for a container with the tool that created it, ready to paste into a shell. If that is neither Docker nor
 * Podman, kubectl shows most about a pod; otherwise there is none.
 */
export function commandFor(
  { name, info }: Subject,
  write: (tool: 'docker' | 'podman', name: string) => string,
): { readonly command?: string } {
  const { runtime, pod, namespace } = info;
  if (pod !== undefined && namespace !== undefined)
    return { command: `kubectl -n ${shellWord(namespace)} describe pod ${shellWord(pod)}` };
  if (runtime === 'docker' || runtime === 'podman') return { command: write(runtime, shellWord(name)) };
  return {};
}

/** Names come from outside: one with shell syntax is quoted. */
export function shellWord(text: string): string {
  return /^[a-zA-Z0-9_./:@%+=-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** For `--memory`, in whole mebibytes. */
export function memorySize(bytes: number): string {
  const mebibytes = Math.ceil(bytes / 2 ** 20);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}
