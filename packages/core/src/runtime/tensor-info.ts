// What a session says about one of its inputs or outputs.

import type { TensorType } from '../ir/tensor-type.js';

/** Name, dtype and shape of an input or output; sizes known only at run time are symbolic. */
export interface TensorInfo extends TensorType {
  readonly name: string;
}
