/** The longest number is a float such as `-1.2345678901234567e-308`. */
export const maxNumberBytes = 25;

const zero = 0x30;
const billion = 1_000_000_000;

/**
 * Writes a sample's value as both formats and Go's ParseFloat read it: integers in full, other numbers in the shortest
 * decimal form that reads back as the same float, `+Inf`, `-Inf` and `NaN`. Returns the offset after it; `target` must
 * have `maxNumberBytes` to spare.
 */
export function writeNumber(target: Uint8Array, at: number, value: number): number {
  // Most samples are integers below 2^31, for which the bit operation is the cheapest test. 1 / -0 is negative.
  if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
    if (value >= 0) return writeSmallInteger(target, at, value);
  } else if (value > 0 && Number.isSafeInteger(value)) {
    const high = Math.floor(value / billion);
    const low = value - high * billion;
    return high === 0
      ? writeSmallInteger(target, at, low)
      : writeNineDigits(target, writeSmallInteger(target, at, high), low);
  }
  return writeAscii(target, at, numberText(value));
}

/** JavaScript's `String()` is the shortest round trip; only the infinities and negative zero need special handling. */
export function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  return String(value);
}

function writeSmallInteger(target: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits++;
  let rest = value;
  for (let position = at + digits - 1; position >= at; position--) {
    const quotient = (rest / 10) | 0;
    target[position] = zero + rest - quotient * 10;
    rest = quotient;
  }
  return at + digits;
}

function writeNineDigits(target: Uint8Array, at: number, value: number): number {
  let rest = value;
  for (let position = at + 8; position >= at; position--) {
    const quotient = (rest / 10) | 0;
    target[position] = zero + rest - quotient * 10;
    rest = quotient;
  }
  return at + 9;
}

function writeAscii(target: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}
