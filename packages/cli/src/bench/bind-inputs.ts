// The open sizes of a foreign file's inputs, bound to a batch and a picture size.

import { type Dim, formatShape, OptionError } from '@gossamer/core';
import type { TensorInfo } from '@gossamer/core/runtime';

/** Shape of each input, by name. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

export interface PictureBatch {
  readonly batch: number;
  readonly size: readonly [height: number, width: number];
}

/**
 * The first axis of an input is its batch; the open ones after it are height and width, or channels (3), height and
 * width where all three are open. Fixed sizes stay; one name is one size.
 * @throws OptionError where other sizes are open
 */
export function bindInputs(
  inputs: readonly TensorInfo[],
  { batch, size }: PictureBatch,
  within: string,
): InputShapes {
  const sizes = new Map<string, number>();
  const bind = ({ name, shape }: TensorInfo): readonly [string, number[]] => {
    const open = shape.flatMap((dim, axis) => (axis > 0 && typeof dim !== 'number' ? [axis] : []));
    const values = open.length === 3 ? [3, ...size] : size;
    if (open.length > 0 && (shape.length !== 4 || open.length === 1)) throw unknownSize(name, shape, within);
    const wanted = new Map<number, number>([[0, batch]]);
    open.forEach((axis, index) => {
      wanted.set(axis, values[index] as number);
    });
    return [name, shape.map((dim, axis) => boundDim(dim, wanted.get(axis) as number, sizes))];
  };
  return Object.fromEntries(inputs.map(bind));
}

function boundDim(dim: Dim, wanted: number, sizes: Map<string, number>): number {
  if (typeof dim === 'number') return dim;
  const size = sizes.get(dim.key) ?? wanted;
  sizes.set(dim.key, size);
  return size;
}

function unknownSize(name: string, shape: TensorInfo['shape'], within: string): OptionError {
  return new OptionError(`the sizes of input "${name}" are open: ${formatShape(shape)}`, {
    within,
    hint: 'only the batch and the size of pictures [N,C,H,W] can be bound; fix the others in the file',
  });
}

/** Batch and picture size of bound shapes, by the first input. */
export function pictureBatchOf(shapes: InputShapes): PictureBatch {
  const [first = []] = Object.values(shapes);
  const [batch = 1, ...rest] = first;
  // [N,H,W,3] is how TensorFlow's exports have it.
  const sides = rest.length === 3 && (rest[2] as number) <= 4 ? rest.slice(0, 2) : rest.slice(-2);
  const [height = 1, width = 1] = sides;
  return { batch, size: [height, width] };
}
