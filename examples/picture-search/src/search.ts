// Cosine search: vectors of length 1, so that a dot product is the cosine.

import type { PreprocessConfig } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import { embed, isFailure, type PictureSources } from '@gossamer/runtime-node';

export interface Indexed {
  readonly image: string;
  readonly vector: Float32Array;
}

/** The vectors of all pictures that can be read. */
export async function indexPictures(
  session: Session,
  sources: PictureSources,
  preprocess: PreprocessConfig,
): Promise<Indexed[]> {
  const index: Indexed[] = [];
  for await (const result of embed(session, sources, { preprocess, normalize: true })) {
    if (!isFailure(result)) index.push({ image: result.image, vector: result.embedding });
  }
  return index;
}

/** The `k` nearest, the most similar first. */
export function nearest(
  index: readonly Indexed[],
  query: Float32Array,
  k: number,
): { image: string; cosine: number }[] {
  const scored = index.map(({ image, vector }) => {
    let cosine = 0;
    for (let i = 0; i < query.length; i++) cosine += (query[i] as number) * (vector[i] as number);
    return { image, cosine };
  });
  return scored.sort((a, b) => b.cosine - a.cosine).slice(0, k);
}
