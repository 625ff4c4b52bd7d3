// Reference kernel of Constant.

import { toNumbers } from '../../ir/tensor-data.js';
import type { ConstantAttrs } from '../../ops/constant.js';
import type { Kernel } from '../kernel.js';

export const constantKernel: Kernel<ConstantAttrs> = ({ attrs: { value } }) => [
  Float64Array.from(toNumbers(value.type.dtype, value.data)),
];
