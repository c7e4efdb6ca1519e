/** What the exit code of a container means. 128 and more is a signal: signal(7). */
export interface ExitMeaning {
  /** After `ended with exit code 139: `. */
  readonly words: string;
  /** Whether a container that was told to stop ends like this. */
  readonly inOrder: boolean;
}

const meanings: Readonly<Record<number, ExitMeaning>> = {
  125: { words: 'the container could not be created', inOrder: false },
  126: { words: 'its command cannot be executed (not a program, or no permission)', inOrder: false },
  127: { words: 'its command was not found in the image', inOrder: false },
  128: { words: 'Docker could not start it', inOrder: false },
  129: { words: 'ended by SIGHUP', inOrder: true },
  130: { words: 'ended by SIGINT, as Ctrl-C sends it', inOrder: true },
  131: { words: 'ended by SIGQUIT', inOrder: false },
  132: { words: 'illegal instruction (SIGILL): often an image built for another CPU', inOrder: false },
  134: { words: 'it aborted (SIGABRT)', inOrder: false },
  135: { words: 'bus error (SIGBUS): often /dev/shm is too small', inOrder: false },
  136: { words: 'arithmetic error (SIGFPE)', inOrder: false },
  137: {
    words: 'killed (SIGKILL): by docker kill, by docker stop when it did not end in time, or by the OOM killer',
    inOrder: true,
  },
  139: { words: 'segmentation fault (SIGSEGV), a bug in the program', inOrder: false },
  141: { words: 'it wrote to a closed pipe (SIGPIPE)', inOrder: false },
  143: { words: 'ended by SIGTERM, as docker stop sends it', inOrder: true },
  255: { words: 'its main process failed, or Docker or the host went down while it ran', inOrder: false },
};

export function explainExitCode(code: number): ExitMeaning {
  const known = meanings[code];
  if (known) return known;
  if (code > 128 && code <= 128 + 64) return { words: `ended by signal ${code - 128}`, inOrder: false };
  return { words: 'its main process reported a failure', inOrder: false };
}
