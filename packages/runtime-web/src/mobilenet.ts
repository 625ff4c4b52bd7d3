// The calls of @tensorflow-models/mobilenet - load, classify, infer - on any classifier.

import { OptionError, type Tensor } from '@gossamer/core';
import { type PreprocessConfig, softmax, topK } from '@gossamer/core/image';
import type { OnnxBytes, Session } from '@gossamer/core/runtime';
import { imageInput } from './image/image-input.js';
import type { ImageSource } from './image/picture-of.js';
import { type WebRuntime, webRuntime } from './web-runtime.js';

export interface MobileNetOptions {
  /** The classifier. */
  readonly onnx: OnnxBytes;
  /** The same network without its classifier (`numClasses: 0`), for `infer(image, true)`. */
  readonly embedding?: OnnxBytes;
  /** What the checkpoint says about its pictures. */
  readonly preprocess: PreprocessConfig;
  /** Names of the classes, in order. */
  readonly labels: readonly string[];
  /** By default `webRuntime({ device: 'auto' })`. */
  readonly runtime?: WebRuntime;
}

export interface MobileNet extends AsyncDisposable {
  /** The most probable classes, best first. */
  classify(image: ImageSource, topk?: number): Promise<{ className: string; probability: number }[]>;
  /** The logits [1, classes], or the vector in front of the classifier [1, channels]. */
  infer(image: ImageSource, embedding?: boolean): Promise<Tensor>;
  dispose(): Promise<void>;
}

/** A value, not a namespace: bundlers leave it out where nobody uses it. */
export const mobilenet = {
  /** Loads what `mobilenet.load()` of TensorFlow.js would. @throws what `WebRuntime.load` throws */
  load,
};

async function load(options: MobileNetOptions): Promise<MobileNet> {
  const { onnx, embedding, preprocess, labels, runtime } = checked(options);
  const input = imageInput(preprocess);
  const [logits, embeddings] = await loadBoth(runtime ?? webRuntime({ device: 'auto' }), onnx, embedding);
  const infer = async (image: ImageSource, embedding = false): Promise<Tensor> =>
    firstOutput(needed(embedding ? embeddings : logits), await input(image));
  const dispose = async (): Promise<void> => {
    await Promise.all([logits.dispose(), embeddings?.dispose()]);
  };
  return {
    infer,
    async classify(image, topk = 3) {
      const { data } = await infer(image);
      return topK(softmax(data as Float32Array), topk).map(({ index, value }) => ({
        className: labels[index] ?? `class ${index}`,
        probability: value,
      }));
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** @throws OptionError where what TensorFlow.js downloads was not given */
function checked(options: MobileNetOptions): MobileNetOptions {
  const { onnx, labels } = (options ?? {}) as Partial<MobileNetOptions>;
  if (onnx !== undefined && Array.isArray(labels)) return options;
  const missing = onnx === undefined ? 'the network is' : 'the names of the classes are';
  throw new OptionError(`${missing} missing: nothing is downloaded from a server you do not know`, {
    path: onnx === undefined ? 'onnx' : 'labels',
    hint: 'mobilenet.load({ onnx, preprocess, labels }); version and alpha are choices of the network',
  });
}

async function loadBoth(
  runtime: WebRuntime,
  onnx: OnnxBytes,
  embedding: OnnxBytes | undefined,
): Promise<[logits: Session, embeddings: Session | undefined]> {
  const logits = await runtime.load(onnx);
  if (embedding === undefined) return [logits, undefined];
  try {
    return [logits, await runtime.load(embedding)];
  } catch (error) {
    await logits.dispose();
    throw error;
  }
}

async function firstOutput(session: Session, input: Tensor): Promise<Tensor> {
  const results = await session.run({ [session.inputs[0]?.name ?? '']: input });
  return results[session.outputs[0]?.name ?? ''] as Tensor;
}

/** @throws OptionError where the network without classifier was not given */
function needed(session: Session | undefined): Session {
  if (session !== undefined) return session;
  throw new OptionError('there is no network for embeddings', {
    hint: 'give load an `embedding` network: the model built with numClasses 0',
  });
}
