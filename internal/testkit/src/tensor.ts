// A tensor as tests exchange it: structurally the core's Tensor, so that the kit depends on no package.

/** Row-major elements; float16 and bfloat16 as 16-bit patterns, bool as 0 or 1. */
export interface TestTensor<D extends string = string> {
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number> | ArrayLike<bigint>;
}

/** Elements as numbers. */
export function numbersOf({ dtype, data }: TestTensor): number[] {
  const numbers = Array.from(data as ArrayLike<number | bigint>, Number);
  if (dtype === 'float16') return numbers.map(float16);
  return dtype === 'bfloat16' ? numbers.map(bfloat16) : numbers;
}

function float16(bits: number): number {
  // The exponent rebiased from 15 to 127: exact for subnormals too, after scaling by 2^112.
  if ((bits & 0x7c00) === 0x7c00) return bits & 0x3ff ? Number.NaN : bits & 0x8000 ? -Infinity : Infinity;
  return float32(((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13)) * 2 ** 112;
}

function bfloat16(bits: number): number {
  return float32(bits << 16);
}

function float32(bits: number): number {
  return new Float32Array(Int32Array.of(bits).buffer)[0] as number;
}
