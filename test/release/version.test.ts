import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesWithVersion, releaseInChangelog, setVersion, versionsIn } from '../../release/version.js';
import { repository } from '../support/real/repository.js';

const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

describe('the version', () => {
  test('is in the listed files that of package.json, and in no others', () => {
    const tracked = execFileSync('git', ['ls-files', '*.md', '*.yaml', '*.yml', 'Dockerfile', '.env.example'], {
      cwd: repository,
      encoding: 'utf8',
    });
    const found = tracked
      .trim()
      .split('\n')
      .filter((file) => !file.startsWith('test/') && versionsIn(read(file)).length > 0);
    expect(found).toEqual([...filesWithVersion].sort());
    for (const file of filesWithVersion) {
      expect(new Set(versionsIn(read(file))), file).toEqual(new Set([version]));
      expect(new Set(versionsIn(setVersion(read(file), '12.0.3-rc.1'))), file).toEqual(new Set(['12.0.3-rc.1']));
    }
  });

  test('of others is not touched', () => {
    const text = 'image: prom/prometheus:v3.5.0\nimage: container-exporter:0.1.0\n# 0.1.0';
    expect(setVersion(text, '2.0.0')).toBe('image: prom/prometheus:v3.5.0\nimage: container-exporter:2.0.0\n# 0.1.0');
  });
});

describe('the changelog', () => {
  test('has what is unreleased under the new version', () => {
    const text = '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- It.\n\n## [0.1.0] - 2026-01-01\n';
    expect(releaseInChangelog(text, '0.2.0', '2026-02-03')).toBe(
      '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-02-03\n\n### Fixed\n\n- It.\n\n## [0.1.0] - 2026-01-01\n',
    );
    const own = releaseInChangelog(read('CHANGELOG.md'), '9.9.9', '2026-02-03');
    expect(own).toContain('## [Unreleased]\n\n## [9.9.9] - 2026-02-03\n\n');
  });

  test('must have something to release', () => {
    expect(() => releaseInChangelog('# Changelog\n', '0.2.0', '2026-02-03')).toThrow(/no heading/);
    const empty = '## [Unreleased]\n\n## [0.1.0] - 2026-01-01\n\n- It.\n';
    expect(() => releaseInChangelog(empty, '0.2.0', '2026-02-03')).toThrow(/nothing below/);
  });
});
