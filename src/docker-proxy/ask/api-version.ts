/**
 * The versions of the API from which on `GET /system/df` answers in another way: BuilderSize goes and build cache has
 * Parents, VirtualSize goes, sums come. Docker 29 answers 1.52 to 1.56 alike; what comes later is taken for one more way.
 */
const changes = [142, 144, 152, 157];
/** Before it there is no `verbose`. */
const verboseSince = 152;

/** 1.41 as 141, so that they compare; undefined for what is none. */
function read(version: string): number | undefined {
  const match = /^(\d{1,2})\.(\d{1,2})$/.exec(version);
  return match ? Number(match[1]) * 100 + Number(match[2]) : undefined;
}

/**
 * The newest version that answers a question for disk usage as the one that a client asks in, so that an exporter and
 * command lines of several ages share an answer. Undefined where the daemon does not know the client's version.
 *
 * @param asked `/v1.41`, or '' for the daemon's newest
 * @param newest what the daemon calls its newest, such as `1.41`
 */
export function foldVersion(
  asked: string,
  newest: string,
): { readonly prefix: string; readonly hasVerbose: boolean } | undefined {
  const most = read(newest);
  const wanted = asked === '' ? most : read(asked.slice('/v'.length));
  if (most === undefined || wanted === undefined || wanted > most) return undefined;
  const next = changes.find((change) => change > wanted) ?? Number.POSITIVE_INFINITY;
  const folded = Math.min(next - 1, most);
  return { prefix: `/v${Math.floor(folded / 100)}.${folded % 100}`, hasVerbose: folded >= verboseSince };
}
