// Reference kernel of Shape.

import { type ShapeAttrs, shapeAxes } from '../../ops/shape.js';
import { input, type Kernel } from '../kernel.js';

export const shapeKernel: Kernel<ShapeAttrs> = (context) => [
  Float64Array.from(shapeAxes(input(context, 0), context.attrs)),
];
