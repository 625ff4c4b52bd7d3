// Keras's layouts into PyTorch's: the same numbers in another order.

import { OptionError } from '@gossamer/core';
import { derivedTensor, type LazyTensor } from '@gossamer/core/weights';

/** Which axis of Keras's tensor each of PyTorch's is. */
const AXES: Readonly<Record<string, readonly number[]>> = {
  // [H,W,I,O] -> [O,I,H,W]
  kernel4: [3, 2, 0, 1],
  // [H,W,C,1] -> [C,1,H,W]
  depthwise_kernel4: [2, 3, 0, 1],
  // [I,O] -> [O,I]
  kernel2: [1, 0],
};

/** What Keras calls a parameter of a layer, and PyTorch. */
const LEAVES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/**
 * Tensors named `LAYER/LEAF` under PyTorch's names and in its layouts.
 * @param layerOf PyTorch's name of a layer
 * @throws OptionError for a parameter no layer of a convolutional network has
 */
export function kerasToPyTorch(
  tensors: ReadonlyMap<string, LazyTensor>,
  layerOf: (keras: string) => string,
): ReadonlyMap<string, LazyTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const [layer = '', leaf = ''] = name.split('/');
      const pytorch = LEAVES[leaf];
      if (pytorch === undefined) throw new OptionError(`there is no place for a "${leaf}"`, { path: name });
      const axes = AXES[`${leaf}${tensor.shape.length}`];
      return [`${layerOf(layer)}.${pytorch}`, axes === undefined ? tensor : transposed(tensor, axes)];
    }),
  );
}

/** The tensor with its axes in another order, moved when it is read. */
function transposed(tensor: LazyTensor, axes: readonly number[]): LazyTensor {
  const shape = axes.map((axis) => tensor.shape[axis] as number);
  const strides = tensor.shape.map((_, axis) => product(tensor.shape.slice(axis + 1)));
  const steps = axes.map((axis) => strides[axis] as number);
  return derivedTensor(tensor.dtype, shape, [tensor], (data) => {
    const moved = new Float32Array(data.length);
    const index = shape.map(() => 0);
    for (let i = 0; i < moved.length; i++) {
      moved[i] = Number(data[index.reduce((at, n, axis) => at + n * (steps[axis] as number), 0)]);
      for (let axis = index.length - 1; axis >= 0; axis--) {
        index[axis] = (index[axis] as number) + 1;
        if ((index[axis] as number) < (shape[axis] as number)) break;
        index[axis] = 0;
      }
    }
    return moved;
  });
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
