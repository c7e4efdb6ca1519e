/** The commands, as `--help` and messages name them. `serve` and `scrape` may stand after flags, the others come first. */
export const commands = [
  { name: 'serve', summary: 'answers scrapes over HTTP (default)' },
  { name: 'scrape', summary: 'prints one exposition and exits' },
  { name: 'doctor', summary: 'says in words what is wrong on this host' },
  { name: 'check-config', summary: 'checks a file for --web.config.file and the certificates it names' },
  { name: 'docker-proxy', summary: "serves the part of Docker's API that is safe to share" },
] as const;

export type CommandName = (typeof commands)[number]['name'];

/** The command that the first argument names; what begins otherwise is the exporter's, `serve` or `scrape`. */
export function firstCommand(argv: readonly string[]): CommandName | undefined {
  return commands.find(({ name }) => name === argv[0])?.name;
}

/** `serve, scrape or docker-proxy` */
export function listCommands(): string {
  const names = commands.map(({ name }) => name);
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
