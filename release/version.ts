/** Files beside package.json and its lock that name the version, as the tag of the image. */
export const filesWithVersion = [
  '.env.example',
  'README.md',
  'deploy/kubernetes/container-exporter.yaml',
  'deploy/kubernetes/kustomization.yaml',
  'deploy/stack.yaml',
  'docs/deployment.md',
  'docs/fleet.md',
  'docs/releasing.md',
] as const;

/** An image's tag, kustomize's field for it, or a package's name. */
const versionOfImage = /(\bcontainer-exporter[:_-]|\bnewTag: )\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?/g;

export function setVersion(text: string, version: string): string {
  return text.replace(versionOfImage, `$1${version}`);
}

/** All versions that a text gives its image. */
export function versionsIn(text: string): readonly string[] {
  return [...text.matchAll(versionOfImage)].map(([found, before = '']) => found.slice(before.length));
}

/**
 * What is unreleased becomes the version.
 * @throws Error where the changelog has no heading for it, or nothing below it
 */
export function releaseInChangelog(text: string, version: string, date: string): string {
  const [, notes] = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(text) ?? [];
  if (notes === undefined) throw new Error("CHANGELOG.md: no heading '## [Unreleased]'");
  if (notes.trim() === '')
    throw new Error(`CHANGELOG.md: nothing below '## [Unreleased]', expected what is new in ${version}`);
  return text.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${date}\n`);
}
