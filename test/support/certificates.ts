import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority made by openssl, in a directory of its own. */
export interface Authority {
  readonly directory: string;
  /** Path of a file of the directory. */
  path(name: string): string;
  read(name: string): string;
  /** Makes `<name>.pem` and `<name>.key`, signed by `<by>`, with the alternative names given as openssl takes them. */
  issue(name: string, alternativeNames: string, by?: string): void;
  /** Makes another authority, `<name>.pem` and `<name>.key`. */
  found(name: string): void;
  /** Gives a file another name too. */
  copy(from: string, to: string): void;
  remove(): void;
}

export function createAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'web-config-'));
  const openssl = (args: string) => execFileSync('openssl', args.split(' '), { cwd: directory, stdio: 'pipe' });
  const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';
  const found = (name: string) =>
    openssl(`req -x509 ${newKey} -keyout ${name}.key -out ${name}.pem -days 3 -subj /CN=${name}`);
  found('ca');
  return {
    directory,
    path: (name) => join(directory, name),
    read: (name) => readFileSync(join(directory, name), 'utf8'),
    issue(name, alternativeNames, by = 'ca') {
      openssl(`req ${newKey} -keyout ${name}.key -out ${name}.csr -subj /CN=${name}`);
      writeFileSync(join(directory, `${name}.ext`), `[e]\nsubjectAltName=${alternativeNames}\n`);
      const signedBy = `-CA ${by}.pem -CAkey ${by}.key -CAcreateserial`;
      openssl(`x509 -req -in ${name}.csr ${signedBy} -days 3 -extfile ${name}.ext -extensions e -out ${name}.pem`);
    },
    found,
    copy: (from, to) => copyFileSync(join(directory, from), join(directory, to)),
    remove: () => rmSync(directory, { recursive: true }),
  };
}
