// PRelu: x where positive, slope * x elsewhere, with a learned slope.

import { ShapeError, UnsupportedOpError } from '../errors.js';
import type { OpDef } from '../ir/op.js';
import { elementCount, formatShape, sameShape, type TensorType } from '../ir/tensor-type.js';
import { broadcastShapes } from './shared/broadcast.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';
import { upgradeConsumedInputs } from './shared/upgrade.js';

/** Inputs X and slope, which broadcasts to X ([C,1,1] for one slope a channel); output like X. */
export const PRelu: OpDef = {
  name: 'PRelu',
  since: 7,
  arity: [2, 2],
  attrs: {},
  infer({ inputs }) {
    const [x, slope] = inputs as [TensorType, TensorType];
    checkSameDType('PRelu', x, slope);
    checkKind('PRelu', x, ['float', 'int', 'uint']);
    if (!sameShape(broadcastShapes('PRelu', [x.shape, slope.shape]), x.shape)) {
      throw new ShapeError(
        `the slope ${formatShape(slope.shape)} does not broadcast to ${formatShape(x.shape)}`,
        {
          hint: 'one slope a channel has shape [C,1,1]',
        },
      );
    }
    return [x];
  },
  upgrade(node, opset, constant) {
    const slope = node.inputs[1]?.type.shape;
    // Before opset 7 a vector of slopes belonged to the channels, whatever came after them.
    if (opset < 7 && slope !== undefined && elementCount(slope) !== 1) {
      throw new UnsupportedOpError(`PRelu with slopes ${formatShape(slope)} is a form from before opset 7`, {
        hint: 'convert the file to opset 13 or later',
      });
    }
    return upgradeConsumedInputs(node, opset, constant);
  },
};
