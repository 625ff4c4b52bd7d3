// The data of every parameter, checked before anything is written, and read when its turn comes.

import { AbortError, WeightMismatchError } from '../errors.js';
import type { Model } from '../ir/model.js';
import { formatType } from '../ir/tensor-type.js';
import type { Parameter } from '../ir/value.js';
import type { AbortSignalLike, LazyTensor } from '../weights/lazy-tensor.js';
import { bytesOf } from './encode-tensor.js';
import { type Piece, piecesLength } from './framing.js';

export interface Weight {
  readonly parameter: Parameter;
  readonly tensor: LazyTensor;
}

/** One for each parameter, in order. @throws WeightMismatchError listing those without data that fits */
export function weightsOf({ graph, weights }: Model): readonly Weight[] {
  if (typeof (weights as Model['weights'] | undefined)?.get !== 'function') {
    throw new WeightMismatchError('the model has no weights', {
      within: graph?.name,
      hint: 'a model is { graph, weights }: load a checkpoint, or use seeded or random weights',
    });
  }
  const wrong: string[] = [];
  const found: Weight[] = [];
  for (const parameter of graph.params.values()) {
    const tensor = weights.get(parameter.name);
    const expected = formatType(parameter.type);
    if (tensor === undefined) wrong.push(`${parameter.name}: missing`);
    else if (formatType(tensor) !== expected)
      wrong.push(`${parameter.name}: ${formatType(tensor)}, expected ${expected}`);
    else found.push({ parameter, tensor });
  }
  if (wrong.length === 0) return found;
  const few = wrong.slice(0, 5).join('; ');
  throw new WeightMismatchError(
    `${wrong.length} of ${graph.params.size} parameters have no data that fits: ${few}`,
    {
      within: graph.name,
      hint: 'load a checkpoint, or use seeded or random weights, before writing the file',
      details: { parameters: wrong },
    },
  );
}

/** The bytes of the pieces in order; each tensor is read when its chunk is asked for, and not copied. */
export async function* readPieces(
  pieces: readonly Piece<Weight>[],
  signal: AbortSignalLike | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const piece of pieces) {
    if (signal?.aborted) throw new AbortError();
    yield piece instanceof Uint8Array ? piece : await readWeight(piece.payload, piece.bytes, signal);
  }
}

/** The bytes of the pieces in one array; no more than one tensor is held beside it. */
export async function joinPieces(
  pieces: readonly Piece<Weight>[],
  signal: AbortSignalLike | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = new Uint8Array(piecesLength(pieces));
  let offset = 0;
  for await (const chunk of readPieces(pieces, signal)) {
    file.set(chunk, offset);
    offset += chunk.length;
  }
  return file;
}

async function readWeight(
  { parameter, tensor }: Weight,
  bytes: number,
  signal: AbortSignalLike | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const data = bytesOf(await tensor.read(signal));
  if (data.length === bytes) return data;
  throw new WeightMismatchError(`a tensor gave ${data.length} bytes, expected ${bytes}`, {
    path: parameter.name,
  });
}
