// Shapes in JSON documents: numbers, and names for sizes that are known only when the network runs.

import type { Shape } from '@gossamer/core';

export interface NamedShape {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export function shapeDocument(shape: Shape): (number | string)[] {
  return shape.map((dim) => (typeof dim === 'number' ? dim : String(dim)));
}

/** An input or output of a graph. */
export function namedShape({ name, value }: { name: string; value: { type: { shape: Shape } } }): NamedShape {
  return { name, shape: shapeDocument(value.type.shape) };
}
