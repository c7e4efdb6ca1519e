/** Sizes and offsets in the header and the first block, in bytes: https://www.rfc-editor.org/rfc/rfc8536 */
const headerSize = 44;
const typeSize = 6;

/**
 * A time zone's abbreviation for the time `offset` seconds ahead of UTC: the last one it used for it, from its compiled
 * file (TZif). Undefined for another kind of file, or an offset that the zone has never had.
 */
export function abbreviationOf(file: Uint8Array, offset: number): string | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  try {
    const first = blockAt(view, 0, 4);
    // From version 2 on the first block may be empty, and a second one with 64-bit times follows.
    const block = view.getUint8(4) >= 0x32 ? blockAt(view, first.end, 8) : first;
    return latestName(view, block, offset);
  } catch {
    return undefined;
  }
}

interface Block {
  /** Offset of each transition's type, oldest first. */
  readonly transitions: number;
  readonly transitionCount: number;
  readonly types: number;
  readonly typeCount: number;
  readonly names: number;
  readonly end: number;
}

function blockAt(view: DataView, at: number, timeSize: number): Block {
  if (view.getUint32(at) !== 0x545a6966) throw new Error('not TZif');
  const count = (field: number) => view.getUint32(at + 20 + 4 * field);
  const [utc, standard, leaps, transitionCount, typeCount, characters] = [0, 1, 2, 3, 4, 5].map(count) as [
    ...[number, number, number, number, number, number],
  ];
  const transitions = at + headerSize + transitionCount * timeSize;
  const types = transitions + transitionCount;
  const names = types + typeCount * typeSize;
  const end = names + characters + leaps * (timeSize + 4) + standard + utc;
  return { transitions, transitionCount, types, typeCount, names, end };
}

function latestName(view: DataView, block: Block, offset: number): string | undefined {
  const nameOf = (type: number): string | undefined => {
    const at = block.types + type * typeSize;
    if (view.getInt32(at) !== offset) return undefined;
    let name = '';
    for (let i = block.names + view.getUint8(at + 5); view.getUint8(i) !== 0; i++) {
      name += String.fromCharCode(view.getUint8(i));
    }
    return name;
  };
  for (let i = block.transitionCount - 1; i >= 0; i--) {
    const name = nameOf(view.getUint8(block.transitions + i));
    if (name !== undefined) return name;
  }
  // The zone has never had a transition.
  for (let type = 0; type < block.typeCount; type++) {
    const name = nameOf(type);
    if (name !== undefined) return name;
  }
  return undefined;
}
