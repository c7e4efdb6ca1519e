/** What this run knows of a container that it started itself. */
export interface Member {
  /** Its cgroup's path. */
  readonly path: string;
  /** As Docker has it; undefined for a cgroup that no runtime knows. */
  readonly name?: string;
  /** Its processes do nothing, so nothing of it changes from one look to the next. */
  readonly quiet: boolean;
  /** It is restarted now and then: its cgroup goes and comes, and has another inode. */
  readonly restarted: boolean;
  /** Docker's StartedAt of its latest life, in Unix seconds; undefined while it starts. */
  startedAt?: number | undefined;
  /** When it was there with all its limits and its name, and when it was surely gone; as performance.now(). */
  readonly ready: number;
  gone: number | undefined;
}

/** All that have ever been, by path. */
export type Population = Map<string, Member>;

export function addMember(
  population: Population,
  given: Pick<Member, 'path' | 'name' | 'quiet' | 'restarted' | 'startedAt'>,
): Member {
  const member: Member = { ...given, ready: performance.now(), gone: undefined };
  population.set(member.path, member);
  return member;
}
