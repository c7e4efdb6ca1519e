import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repository, workDirectory } from './paths.js';

export interface Options {
  readonly quick: boolean;
  /** Also measures with containers of the machine's Docker engine, which takes minutes. */
  readonly docker: boolean;
  readonly writeDocs: boolean;
  /** Where the results are written. */
  readonly json: string;
  /** Folder of the compiled exporter. */
  readonly dist: string;
}

const usage = `npm run bench -- [options]

  --quick         a short form; fails when a ratio is beyond its target and a margin for noise
  --docker        also list and inspect 200 containers of the machine's Docker engine
  --write-docs    rewrite the tables of docs/performance.md (implies --docker)
  --json=FILE     where the results go (default: bench/.work/results.json)
  --dist=FOLDER   another build of the exporter
`;

export function readOptions(argv: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        quick: { type: 'boolean', default: false },
        docker: { type: 'boolean', default: false },
        'write-docs': { type: 'boolean', default: false },
        json: { type: 'string' },
        dist: { type: 'string', default: join(repository, 'dist') },
      },
    });
    if (values.quick && values['write-docs']) throw new Error('--write-docs needs the long form, without --quick');
    return {
      quick: values.quick,
      docker: values.docker || values['write-docs'],
      writeDocs: values['write-docs'],
      json: values.json ?? join(workDirectory(), 'results.json'),
      dist: values.dist,
    };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
