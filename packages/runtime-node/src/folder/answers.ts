// Answers as people want them: classes, vectors, maps.

import { OptionError, type Tensor } from '@gossamer/core';
import { softmax, topK } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import type { PictureItem } from '../sources/picture-item.js';
import { type PictureSources, pictureSources } from '../sources/picture-sources.js';
import {
  isFailure,
  type PictureAnswer,
  type PictureFailure,
  type RunPicturesOptions,
  runPictures,
} from './run-pictures.js';

export interface ClassifyOptions extends RunPicturesOptions {
  /** How many of the likeliest classes, 5 by default. */
  readonly top?: number;
  readonly labels?: readonly string[];
}

export interface Classification {
  readonly image: string;
  /** The likeliest first. */
  readonly top: readonly { readonly index: number; readonly label: string; readonly probability: number }[];
  readonly ms: number;
}

/**
 * The likeliest classes of each picture, from logits [N, classes] in the network's first output.
 *
 * @param sources paths, folders, globs, URLs, tar and zip archives, bytes, streams; or items of one's own
 * @throws AbortError; errors of the network. Pictures that cannot be read come as failures.
 */
export async function* classify(
  session: Session,
  sources: PictureSources,
  options: ClassifyOptions,
): AsyncGenerator<Classification | PictureFailure> {
  const { top = 5, labels } = options;
  const name = firstOutput(session, options);
  for await (const result of answers(session, sources, { ...options, outputs: [name] })) {
    if (isFailure(result)) {
      yield result;
      continue;
    }
    const likeliest = topK(softmax(values(result, name)), top);
    yield {
      image: result.image,
      top: likeliest.map(({ index, value }) => ({
        index,
        label: labels?.[index] ?? `class ${index}`,
        probability: value,
      })),
      ms: result.ms,
    };
  }
}

export interface EmbedOptions extends RunPicturesOptions {
  /** Brings vectors to length 1, so that their dot product is the cosine of their angle. False by default. */
  readonly normalize?: boolean;
}

export interface Embedding {
  readonly image: string;
  readonly embedding: Float32Array;
  readonly ms: number;
}

/** The vector of each picture: the network's first output [N, D], pooled; maps [N, C, H, W] are averaged here. */
export async function* embed(
  session: Session,
  sources: PictureSources,
  options: EmbedOptions,
): AsyncGenerator<Embedding | PictureFailure> {
  const name = firstOutput(session, options);
  for await (const result of answers(session, sources, { ...options, outputs: [name] })) {
    if (isFailure(result)) {
      yield result;
      continue;
    }
    const vector = pooled(result.outputs[name] as Tensor);
    yield {
      image: result.image,
      embedding: options.normalize ? normalized(vector) : vector,
      ms: result.ms,
    };
  }
}

export interface FeatureMap {
  readonly name: string;
  readonly channels: number;
  /** Input pixels for one pixel of the map, down and across. */
  readonly reduction: number;
  /** [1, channels, height, width] */
  readonly map: Tensor;
}

export interface Features {
  readonly image: string;
  readonly features: readonly FeatureMap[];
  readonly ms: number;
}

/** The maps of each picture: every output [N, C, H, W] of the network, or those asked for. */
export async function* extract(
  session: Session,
  sources: PictureSources,
  options: RunPicturesOptions,
): AsyncGenerator<Features | PictureFailure> {
  const [height] = options.preprocess.inputSize;
  for await (const result of answers(session, sources, options)) {
    if (isFailure(result)) {
      yield result;
      continue;
    }
    const features = Object.entries(result.outputs).map(([name, map]): FeatureMap => {
      const [, channels = 1, rows = 1] = map.shape;
      return { name, channels, reduction: height / rows, map };
    });
    yield { image: result.image, features, ms: result.ms };
  }
}

/** A vector of the same direction and length 1; zero stays zero. */
export function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

function answers(
  session: Session,
  sources: PictureSources,
  options: RunPicturesOptions,
): AsyncGenerator<PictureAnswer | PictureFailure> {
  const items: AsyncIterable<PictureItem> = pictureSources(sources, { signal: options.signal });
  return runPictures(session, items, options);
}

function firstOutput(session: Session, { outputs }: RunPicturesOptions): string {
  const name = outputs?.[0] ?? session.outputs[0]?.name;
  if (name === undefined) throw new OptionError('the network has no output');
  return name;
}

function values({ outputs }: PictureAnswer, name: string): Float32Array {
  return (outputs[name] as Tensor).data as Float32Array;
}

function pooled({ shape, data }: Tensor): Float32Array {
  const [, channels = data.length] = shape;
  const area = data.length / channels;
  if (area === 1) return data as Float32Array;
  return Float32Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let i = channel * area; i < (channel + 1) * area; i++) sum += data[i] as number;
    return sum / area;
  });
}
