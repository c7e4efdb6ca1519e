import { diskSize, duration, percent } from '../format.js';
import type { DiskItem, DiskKind, DiskPicture } from '../model/disk-picture.js';
import { Copyable } from './copyable.js';

interface DiskViewProps {
  readonly disk: DiskPicture;
  readonly linkTo: (id: string) => string;
}

/** What fills the disk of Docker's data: one bar for everything, then each kind with its largest items. */
export function DiskView({ disk, linkTo }: DiskViewProps) {
  const { space, kinds, age } = disk;
  if (kinds.length === 0) {
    return (
      <section class="disk">
        <h2>Disk usage</h2>
        <p>Nothing is known yet: the daemon is still counting, does not answer, or no collector of disk usage is on.</p>
      </section>
    );
  }
  const known = kinds.reduce((sum, { bytes }) => sum + bytes, 0);
  const whole = Math.max(space?.size ?? 0, known);
  const used = space === undefined ? known : space.size - space.available;
  const other = Math.max(0, used - known);
  return (
    <section class="disk" aria-labelledby="disk">
      <h2 id="disk">
        {space === undefined
          ? `Docker takes ${diskSize(known)}`
          : `${diskSize(used)} of ${diskSize(space.size)} used on ${space.mountpoint}, ${diskSize(known)} of it by Docker`}
      </h2>
      <Whole kinds={kinds} other={other} whole={whole} free={space?.available} />
      <div class="kinds">
        {kinds.map((kind) => (
          <Kind key={kind.kind} kind={kind} linkTo={linkTo} />
        ))}
      </div>
      {age !== undefined && <p class="age">Counted by the daemon {duration(age)} ago.</p>}
    </section>
  );
}

interface WholeProps {
  readonly kinds: readonly DiskKind[];
  readonly other: number;
  readonly whole: number;
  readonly free: number | undefined;
}

const className = (kind: string) => kind.replace(' ', '-');

function Whole({ kinds, other, whole, free }: WholeProps) {
  const own = kinds.map(({ kind, bytes }) => [kind, bytes] as const);
  const all: readonly (readonly [string, number])[] = [...own, ...(other > 0 ? [['other files', other] as const] : [])];
  const known = own.reduce((sum, [, bytes]) => sum + bytes, 0);
  return (
    <figure>
      <Stack parts={all} whole={whole} />
      {known > 0 && known < whole / 3 && (
        <>
          <small>What is Docker's, drawn larger</small>
          <Stack parts={own} whole={known} />
        </>
      )}
      <figcaption>
        <ul>
          {all.map(([kind, bytes]) => (
            <li key={kind} class={className(kind)}>
              {capitalized(kind)} <b>{diskSize(bytes)}</b>
            </li>
          ))}
          {free !== undefined && (
            <li class="free">
              Free <b>{diskSize(free)}</b>
            </li>
          )}
        </ul>
      </figcaption>
    </figure>
  );
}

interface StackProps {
  readonly parts: readonly (readonly [kind: string, bytes: number])[];
  readonly whole: number;
}

function Stack({ parts, whole }: StackProps) {
  let start = 0;
  return (
    <svg class="whole" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
      {parts.map(([kind, bytes]) => {
        const x = start;
        const width = (1000 * bytes) / whole;
        start += width;
        return <rect key={kind} class={className(kind)} x={x} width={width} height="10" />;
      })}
    </svg>
  );
}

function Kind({ kind, linkTo }: { readonly kind: DiskKind; readonly linkTo: (id: string) => string }) {
  const { bytes, reclaimable, command, items } = kind;
  const largest = Math.max(1, ...items.map((item) => item.bytes));
  return (
    <section class={`kind ${className(kind.kind)}`}>
      <h3>
        {capitalized(kind.kind)} <b>{diskSize(bytes)}</b>
      </h3>
      {reclaimable !== undefined && bytes > 0 && (
        <p>
          {reclaimable === 0
            ? 'All of it is in use.'
            : `${diskSize(reclaimable)} (${percent(reclaimable / bytes)}) can be freed.`}
        </p>
      )}
      {command && <Copyable text={command} what="command" />}
      <ol>
        {items.map((item) => (
          <li key={`${item.container ?? ''}${item.name}`}>
            <ItemName item={item} linkTo={linkTo} />
            <b>{diskSize(item.bytes)}</b>
            <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect class="first" width={(100 * item.bytes) / largest} height="4" />
            </svg>
            {item.note && <small>{item.note}</small>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function ItemName({ item, linkTo }: { readonly item: DiskItem; readonly linkTo: (id: string) => string }) {
  const { container } = item;
  if (container === undefined) return <span>{item.name}</span>;
  return <a href={linkTo(container)}>{item.name}</a>;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
