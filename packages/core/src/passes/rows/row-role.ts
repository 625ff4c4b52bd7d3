// What a node does to the rows of the maps it reads and writes.

import { isOp } from '../../ir/graph.js';
import type { Node } from '../../ir/node.js';
import type { Value } from '../../ir/value.js';
import { Conv, type ConvAttrs } from '../../ops/conv.js';
import { type WindowAxis, windowAxes } from '../../ops/shared/window.js';
import { channelRole, channelsOf, isMap } from '../channels/channel-role.js';
import { isSource } from '../derive-parameter.js';

export type ConvNode = Node<ConvAttrs> & Node;

export type RowRole =
  /** Row y of every output comes from row y of every input. */
  | { readonly kind: 'same' }
  /** A convolution of three rows, one below the other, padded by one: worth fewer products. */
  | { readonly kind: 'filter' }
  /** A convolution that goes down two rows at a time. */
  | { readonly kind: 'halve'; readonly rows: WindowAxis }
  | { readonly kind: 'pool' }
  | { readonly kind: 'other' };

const OTHER: RowRole = { kind: 'other' };

/** Sliding windows and largest values of a map, which channelRole says keep the channels. */
const WINDOWED = ['AveragePool', 'GlobalMaxPool', 'MaxPool', 'Resize'];

export function rowRole(node: Node): RowRole {
  const role = channelRole(node);
  if (isOp(node, Conv)) return role.kind === 'other' ? OTHER : convRole(node);
  if (node.op.name === 'GlobalAveragePool') return isMap(node.inputs[0]) ? { kind: 'pool' } : OTHER;
  const keepsRows = ['same', 'concat', 'split'].includes(role.kind) && !WINDOWED.includes(node.op.name);
  return keepsRows ? { kind: 'same' } : OTHER;
}

function convRole(node: ConvNode): RowRole {
  const [x, weight, bias] = node.inputs as readonly [Value, Value, Value?];
  if (!isSource(weight) || (bias !== undefined && !isSource(bias)) || node.attrs.auto_pad !== 'NOTSET')
    return OTHER;
  const window = windowAxes(node.attrs, weight.type.shape.slice(2) as readonly number[]);
  const [rows, columns] = window as readonly [WindowAxis, WindowAxis];
  const isPoint = rows.kernel === 1 && rows.stride === 1 && rows.pads.every((pad) => pad === 0);
  if (isPoint) return { kind: 'same' };
  const isPlain = rows.dilation === 1 && rows.pads.every((pad) => pad === 1) && rows.kernel === 3;
  const { group } = node.attrs;
  const isDepthwise = group > 1 && group === channelsOf(x);
  if (isPlain && rows.stride === 1 && columns.kernel > 1 && !isDepthwise) return { kind: 'filter' };
  return rows.stride === 2 && rows.dilation === 1 ? { kind: 'halve', rows } : OTHER;
}
