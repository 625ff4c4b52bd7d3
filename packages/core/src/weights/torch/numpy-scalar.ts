// numpy's scalars, which training loops leave in checkpoints (a best accuracy, a loss).

import type { DType } from '../../ir/dtype.js';
import { toNumbers } from '../../ir/tensor-data.js';
import { bytesToTyped } from '../typed-bytes.js';
import { PyObject, PyTuple, type PyValue } from './python-values.js';

/** The number in `numpy.core.multiarray.scalar(dtype, bytes)`; undefined for types that are not numbers. */
export function numpyScalar(
  dtype: PyValue | undefined,
  bytes: PyValue | undefined,
): number | boolean | undefined {
  if (!(dtype instanceof PyObject) || dtype.type.name !== 'numpy.dtype' || !(bytes instanceof Uint8Array))
    return undefined;
  const code = dtype.args instanceof PyTuple ? dtype.args.items[0] : undefined;
  const order = dtype.state instanceof PyTuple ? dtype.state.items[1] : '<';
  const type = typeof code === 'string' ? scalarType(code) : undefined;
  if (type === undefined || order === '>' || bytes.length !== Number((code as string).slice(1)))
    return undefined;
  const [value] = toNumbers(type, bytesToTyped(type, bytes));
  return type === 'bool' ? value === 1 : value;
}

function scalarType(code: string): DType | undefined {
  switch (code) {
    case 'f8':
      return 'float64';
    case 'f4':
      return 'float32';
    case 'f2':
      return 'float16';
    case 'i8':
      return 'int64';
    case 'i4':
      return 'int32';
    case 'i2':
      return 'int16';
    case 'i1':
      return 'int8';
    case 'u8':
      return 'uint64';
    case 'u4':
      return 'uint32';
    case 'u2':
      return 'uint16';
    case 'u1':
      return 'uint8';
    case 'b1':
      return 'bool';
    default:
      return undefined;
  }
}
