// BatchNormalization: scales and shifts each channel by its mean and variance.

import { GraphError, ShapeError, UnsupportedOpError } from '../errors.js';
import { type Dim, sameDim } from '../ir/dim.js';
import type { ForeignNode, OpDef } from '../ir/op.js';
import { formatShape, type TensorType } from '../ir/tensor-type.js';
import { checkKind } from './shared/dtypes.js';
import { dropAttrs, type UpgradedNode } from './shared/upgrade.js';

export interface BatchNormalizationAttrs {
  /** Added to the variance. */
  epsilon: number;
  /** Share of the old mean and variance in the new ones when training. */
  momentum: number;
  /** 1 uses the mean and variance of the batch itself. */
  training_mode: number;
}

/**
 * Inputs X [N,C,...], scale [C], B [C], mean [C], var [C]; output
 * Y = scale (X - mean) / sqrt(var + epsilon) + B, and when training the new mean and variance.
 */
export const BatchNormalization: OpDef<BatchNormalizationAttrs> = {
  name: 'BatchNormalization',
  since: 14,
  arity: [5, 5],
  attrs: {
    epsilon: { kind: 'float', default: 1e-5 },
    momentum: { kind: 'float', default: 0.9 },
    training_mode: { kind: 'int', default: 0 },
  },
  opset: (_, inputs) => (inputs.some((type) => type?.dtype !== inputs[0]?.dtype) ? 15 : 14),
  infer({ inputs, attrs, outputCount }) {
    const [x, ...statistics] = inputs as [TensorType, ...TensorType[]];
    for (const type of inputs as TensorType[]) checkKind('BatchNormalization', type, ['float']);
    const channels = x.shape.length > 1 ? (x.shape[1] as Dim) : 1;
    statistics.forEach(({ shape }, index) => {
      const [size] = shape;
      const fits =
        shape.length === 1 && size !== undefined && (typeof channels !== 'number' || sameDim(size, channels));
      if (fits) return;
      throw new ShapeError(`${NAMES[index]} has shape ${formatShape(shape)}, expected [${channels}]`, {
        hint: 'one number for each channel of the input',
      });
    });
    const [wanted, mode] = attrs.training_mode === 0 ? [1, 'inference'] : [3, 'training'];
    if (outputCount !== wanted) {
      throw new GraphError(`BatchNormalization has ${wanted} outputs in ${mode} mode, found ${outputCount}`);
    }
    const mean = inputs[3] as TensorType;
    const variance = inputs[4] as TensorType;
    return [x, mean, variance].slice(0, outputCount);
  },
  upgrade: (node, opset) => (opset >= 14 ? node : fromModeless(node, opset)),
};

const NAMES = ['scale', 'B', 'mean', 'var'];

/** Before opset 14 the number of outputs (before 7 `is_test`) chose the mode, and opset 8 and before had `spatial`. */
function fromModeless(node: ForeignNode, opset: number): UpgradedNode {
  const { is_test: isTest, spatial = 1 } = node.attrs;
  if (spatial !== 1 || node.outputCount > 1 || (opset < 7 && isTest !== 1)) {
    throw new UnsupportedOpError(
      'this form of BatchNormalization, from before opset 14, trains or is per pixel',
      {
        hint: 'export the network in inference mode, at opset 14 or later',
      },
    );
  }
  return { attrs: dropAttrs(node.attrs, 'is_test', 'spatial', 'consumed_inputs'), inputs: node.inputs };
}
