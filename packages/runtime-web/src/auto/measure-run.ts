// How long one run of a session takes.

import { dtypeInfo, type Tensor } from '@gossamer/core';
import type { Feeds, Session, TensorInfo } from '@gossamer/core/runtime';

const ROUNDS = 5;

/** The median of a few runs in ms, after one that compiles. Sizes known only at run time are 1, of pictures 224. */
export async function measureRun(session: Session): Promise<number> {
  const feeds: Feeds = Object.fromEntries(session.inputs.map((input) => [input.name, exampleOf(input)]));
  await session.run(feeds);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await session.run(feeds);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1] as number;
}

/** Ramps rather than zeros: some engines are quicker on zeros. */
function exampleOf({ dtype, shape: dims }: TensorInfo): Tensor {
  const shape = dims.map((dim, axis) => (typeof dim === 'number' ? dim : axis >= 2 ? 224 : 1));
  const length = shape.reduce((product, size) => product * size, 1);
  const { array: TypedArrayOf, bytes } = dtypeInfo(dtype);
  const data = new TypedArrayOf(new ArrayBuffer(length * bytes));
  if (dtype === 'float32') for (let i = 0; i < length; i++) data[i] = ((i % 255) - 127) / 64;
  return { dtype, shape, data };
}
