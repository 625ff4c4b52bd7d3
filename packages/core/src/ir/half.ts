// float16 and bfloat16 bit patterns to numbers and back, for engines without Float16Array.

type Half = 'float16' | 'bfloat16';

/** Bits of the fraction and the exponent's bias: 1 sign, 5 or 8 exponent, 10 or 7 fraction bits. */
const FORMATS = {
  float16: { fractionBits: 10, bias: 15 },
  bfloat16: { fractionBits: 7, bias: 127 },
} as const;

/** The number a 16-bit pattern stands for. */
export function halfToNumber(bits: number, dtype: Half): number {
  const { fractionBits, bias } = FORMATS[dtype];
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fractionBits;
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** The 16-bit pattern nearest to a number, ties to even, overflow to infinity. */
export function numberToHalf(value: number, dtype: Half): number {
  const { fractionBits, bias } = FORMATS[dtype];
  const infinity = (2 * bias + 1) << fractionBits;
  if (Number.isNaN(value)) return infinity | (1 << (fractionBits - 1));
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 2 ** (bias + 1)) return sign | infinity;
  const exponent = Math.max(exponentOf(size), 1 - bias);
  const steps = roundHalfEven((size / 2 ** exponent) * 2 ** fractionBits);
  // Normal numbers count their leading one too; a fraction that rounds up carries into the exponent.
  return sign | (((exponent + bias - 1) << fractionBits) + steps);
}

/** floor(log2(size)), exact: log2 itself may round across a power of two. */
function exponentOf(size: number): number {
  const exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) return exponent - 1;
  return 2 ** (exponent + 1) <= size ? exponent + 1 : exponent;
}

/** The nearest integer, ties to the even one. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}
