// float16 and bfloat16 bit patterns to numbers and back, for engines without Float16Array.

const scratch = /* @__PURE__ */ new Float32Array(1);
const scratchBits = /* @__PURE__ */ new Uint32Array(scratch.buffer);

/** The number a 16-bit pattern stands for. */
export function halfToNumber(bits: number, dtype: 'float16' | 'bfloat16'): number {
  return dtype === 'float16' ? float16ToNumber(bits) : bfloat16ToNumber(bits);
}

/** The 16-bit pattern nearest to a number, ties to even, overflow to infinity. */
export function numberToHalf(value: number, dtype: 'float16' | 'bfloat16'): number {
  return dtype === 'float16' ? numberToFloat16(value) : numberToBfloat16(value);
}

function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function bfloat16ToNumber(bits: number): number {
  scratchBits[0] = bits << 16;
  return scratch[0] as number;
}

function numberToFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundHalfEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  // log2 may round across a power of two.
  const power = 2 ** exponent > size ? exponent - 1 : 2 ** (exponent + 1) <= size ? exponent + 1 : exponent;
  // A fraction that rounds up to 1024 carries into the exponent, as it should.
  return sign | (((power + 15) << 10) + roundHalfEven((size / 2 ** power - 1) * 1024));
}

function numberToBfloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  scratch[0] = value;
  const bits = scratchBits[0] as number;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
