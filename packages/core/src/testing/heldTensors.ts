// Tensors as the goldens' JSON has them: dtype, shape and every value, with what JSON cannot hold as text.

import { loadJson } from '@gossamer/goldens';
import { toNumbers } from '../ir/tensor-data.js';
import type { CheckpointTensor } from '../weights/checkpoint.js';

export interface HeldTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Absent where the element type cannot be read. */
  readonly values?: readonly (number | bigint | boolean)[];
}

/** The tensors of a golden file, from the JSON beside it. */
export function expectedTensors(file: string): Record<string, HeldTensor> {
  const stored = loadJson<Record<string, StoredTensor>>(`${file}.json`);
  return Object.fromEntries(
    Object.entries(stored).map(([name, { dtype, shape, values }]) => [
      name,
      { dtype, shape, ...(values && { values: values.map((value) => restore(value, dtype)) }) },
    ]),
  );
}

/** The tensors of a checkpoint in the same form, all read. */
export async function heldTensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
): Promise<Record<string, HeldTensor>> {
  const held: [string, HeldTensor][] = [];
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    if (tensor.unreadable === undefined) held.push([name, { dtype, shape, values: await valuesOf(tensor) }]);
    else held.push([name, { dtype: pythonName(tensor.unreadable), shape }]);
  }
  return Object.fromEntries(held);
}

interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values?: readonly (number | string | boolean)[];
}

function restore(value: number | string | boolean, dtype: string): number | bigint | boolean {
  return dtype.endsWith('int64') ? BigInt(value) : typeof value === 'string' ? Number(value) : value;
}

async function valuesOf(tensor: CheckpointTensor): Promise<(number | bigint | boolean)[]> {
  const { dtype } = tensor;
  const data = await tensor.read();
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return [...data];
  const numbers = toNumbers(dtype, data);
  return dtype === 'bool' ? numbers.map((value) => value === 1) : numbers;
}

function pythonName(unreadable: string): string {
  return (
    { F8_E4M3: 'float8_e4m3fn', 'torch.ComplexFloatStorage': 'complex64' }[unreadable] ??
    unreadable.replace('torch.', '')
  );
}
