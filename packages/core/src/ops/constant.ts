// Constant: a tensor written into the graph as a node.

import { UnsupportedOpError } from '../errors.js';
import type { TensorAttr } from '../ir/attrs.js';
import type { DType } from '../ir/dtype.js';
import type { OpDef } from '../ir/op.js';
import { fromNumbers } from '../ir/tensor-data.js';
import { tensorType } from '../ir/tensor-type.js';

export interface ConstantAttrs {
  value: TensorAttr;
}

/** No inputs. In graphs built here the IR's `Constant` value takes its place. */
export const Constant: OpDef<ConstantAttrs> = {
  name: 'Constant',
  since: 1,
  arity: [0, 0],
  attrs: { value: { kind: 'tensor', required: true } },
  infer: ({ attrs }) => [attrs.value.type],
  /** The other ways to write a value, at every opset: value_int, value_ints, value_float, value_floats. */
  upgrade({ attrs, inputs }) {
    const [entry, ...others] = Object.entries(attrs).filter(([, value]) => value !== undefined);
    if (entry === undefined || others.length > 0) {
      throw new UnsupportedOpError(
        `a Constant has one value, found ${Object.keys(attrs).join(', ') || 'none'}`,
      );
    }
    const [name, value] = entry;
    return { attrs: { value: name === 'value' ? value : shortForm(name, value) }, inputs };
  },
};

const SHORT_FORMS: Readonly<Record<string, DType>> = {
  value_int: 'int64',
  value_ints: 'int64',
  value_float: 'float32',
  value_floats: 'float32',
};

function shortForm(name: string, value: unknown): TensorAttr {
  const dtype = Object.hasOwn(SHORT_FORMS, name) ? SHORT_FORMS[name] : undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (dtype === undefined || !list.every((item) => typeof item === 'number')) {
    throw new UnsupportedOpError(`a Constant's ${name} is not supported`, {
      hint: `supported: value, ${Object.keys(SHORT_FORMS).join(', ')}`,
    });
  }
  const type = tensorType(dtype, Array.isArray(value) ? [list.length] : []);
  return { type, data: fromNumbers(dtype, list) };
}
