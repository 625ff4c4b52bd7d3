// Resize of maps whose channels are kept in other numbers: what it says of the channel axis.

import { constantNumbers } from '../../ir/create-node.js';
import type { Node } from '../../ir/node.js';
import { constant } from '../../ir/scope.js';
import type { Value } from '../../ir/value.js';
import type { ResizeAttrs } from '../../ops/resize.js';
import { resizeAxes } from '../../ops/shared/resize.js';

const CHANNELS = 1;

/** True where a Resize of a map takes every channel as it is, and says so by known numbers. */
export function keepsChannels({ inputs, attrs, output }: Node<ResizeAttrs>): boolean {
  const at = resizeAxes(output.type.shape.length, attrs.axes).indexOf(CHANNELS);
  if (attrs.coordinate_transformation_mode === 'tf_crop_and_resize') return false;
  if (at < 0) return true;
  const [scales, sizes] = [2, 3].map((index) => constantNumbers(inputs[index]));
  if (scales !== undefined && scales.length > 0) return scales[at] === 1;
  return sizes?.[at] === output.type.shape[CHANNELS] && attrs.keep_aspect_ratio_policy === 'stretch';
}

/** The input `sizes` of such a Resize, of a map with this many channels; undefined where it has none. */
export function resizedChannels(
  { inputs, attrs, output }: Node<ResizeAttrs>,
  channels: number,
): Value | undefined {
  const sizes = constantNumbers(inputs[3]);
  const axes = resizeAxes(output.type.shape.length, attrs.axes);
  return sizes && constant(sizes.map((size, i) => (axes[i] === CHANNELS ? channels : size)));
}
