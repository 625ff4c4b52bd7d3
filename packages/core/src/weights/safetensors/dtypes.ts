// safetensors' names of element types.

import type { DType } from '../../ir/dtype.js';

/** In the order the format sorts by when it writes: alignment, then this list (descending). */
const NAMES: readonly (readonly [name: string, dtype: DType])[] = [
  ['BOOL', 'bool'],
  ['U8', 'uint8'],
  ['I8', 'int8'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
];

/** Types of the format that are listed but cannot be read, with the bits of one element. */
const UNREADABLE_BITS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['F4', 4],
  ['F6_E2M3', 6],
  ['F6_E3M2', 6],
  ['F8_E5M2', 8],
  ['F8_E4M3', 8],
  ['F8_E8M0', 8],
  ['F8_E4M3FNUZ', 8],
  ['F8_E5M2FNUZ', 8],
  ['C64', 64],
]);

export function dtypeOfSafetensors(name: string): DType | undefined {
  return NAMES.find(([known]) => known === name)?.[1];
}

export function unreadableBits(name: string): number | undefined {
  return UNREADABLE_BITS.get(name);
}

export function safetensorsName(dtype: DType): string {
  return NAMES[dtypeRank(dtype)]?.[0] as string;
}

/** Higher ranks are written first. */
export function dtypeRank(dtype: DType): number {
  return NAMES.findIndex(([, known]) => known === dtype);
}
