// Everybody in one page, on the page's own thread and one thread of it, unless said otherwise.

import { compile } from '@gossamer/core/compile';
import { decodeOnnx } from '@gossamer/core/onnx';
import { encodeOnnx } from '@gossamer/core/onnx/encode';
import { seededInput } from '@gossamer/core/weights';
import { wasmRuntime } from '@gossamer/runtime-wasm';
import { webRuntime } from '@gossamer/runtime-web';
import * as ort from 'onnxruntime-web/wasm';
import { tfjsProgram } from '../../network/contestants/tfjs-program.js';
import type { Tf, WasmBackend } from '../../network/contestants/tfjs-types.js';
import type { PageContestant } from '../page-entry.js';

type Run = () => Promise<Float32Array>;

/** What is used of transformers.js, which the workspace does not install. */
interface Transformers {
  readonly env: {
    localModelPath: string;
    allowLocalModels: boolean;
    allowRemoteModels: boolean;
    useBrowserCache: boolean;
    useWasmCache: boolean;
    readonly backends: { readonly onnx: { readonly wasm: { wasmPaths: string; numThreads: number } } };
  };
  readonly Tensor: new (dtype: string, data: Float32Array, shape: readonly number[]) => object;
  readonly AutoModelForImageClassification: {
    from_pretrained(
      name: string,
      options: object,
    ): Promise<(feeds: object) => Promise<{ logits: { data: Float32Array } }>>;
  };
}

const bytesOf = async (file: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(`files/${file}`)).arrayBuffer());

/** Our network as its checkpoint gives it, from the file every contestant's weights are from. */
const ourModel = async () => decodeOnnx(await bytesOf('portable.onnx'));

export const CONTESTANTS: Readonly<Record<PageContestant, (shape: readonly number[]) => Promise<Run>>> = {
  'gossamer-wasm': (shape) => gossamer(shape, 'wasm', false),
  'gossamer-worker': (shape) => gossamer(shape, 'wasm', true),
  'gossamer-webgpu': (shape) => gossamer(shape, 'webgpu', true),
  'gossamer-module': async (shape) => {
    const { model } = compile(await ourModel(), { target: 'wasm' });
    const session = await wasmRuntime({ threads: 1 }).loadModel(model);
    return runOf(session, shape);
  },
  async onnxruntime(shape) {
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create('files/timm.onnx', { executionProviders: ['wasm'] });
    const [input = ''] = session.inputNames;
    const [output = ''] = session.outputNames;
    const picture = new ort.Tensor('float32', pixels(shape), shape);
    return async () => (await session.run({ [input]: picture }))[output]?.data as Float32Array;
  },
  'transformers-wasm': (shape) => transformers(shape, 'wasm'),
  'transformers-webgpu': (shape) => transformers(shape, 'webgpu'),
  async tfjs(shape) {
    const tf = (await import('@tensorflow/tfjs-core')) as unknown as Tf;
    const backend = (await import('@tensorflow/tfjs-backend-wasm')) as unknown as WasmBackend & {
      setWasmPaths(folder: string): void;
    };
    backend.setWasmPaths(new URL('rivals/', location.href).href);
    if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend of TensorFlow.js does not start');
    await tf.ready();
    const program = await tfjsProgram(tf, await ourModel());
    // Its own layout, before the clock starts.
    const picture = tf.keep(tf.transpose(tf.tensor(pixels(shape), shape), [0, 2, 3, 1]));
    return async () => {
      const logits = tf.tidy(() => program(picture));
      const data = await logits.data();
      logits.dispose();
      return data;
    };
  },
};

const pixels = (shape: readonly number[]): Float32Array =>
  seededInput('pixel_values', shape).data as Float32Array;

async function gossamer(shape: readonly number[], target: 'wasm' | 'webgpu', worker: boolean): Promise<Run> {
  const { model } = compile(await ourModel(), { target });
  const session = await webRuntime({ device: target, threads: 1, worker }).load(await encodeOnnx(model));
  return runOf(session, shape);
}

type OurSession = Awaited<ReturnType<ReturnType<typeof webRuntime>['load']>>;

function runOf(session: Pick<OurSession, 'run' | 'inputs' | 'outputs'>, shape: readonly number[]): Run {
  const feeds = { [session.inputs[0]?.name ?? '']: seededInput('pixel_values', shape) };
  const output = session.outputs[0]?.name ?? '';
  return async () => (await session.run(feeds))[output]?.data as Float32Array;
}

async function transformers(shape: readonly number[], device: string): Promise<Run> {
  const { env, Tensor, AutoModelForImageClassification } = (await import(
    '@huggingface/transformers'
  )) as unknown as Transformers;
  Object.assign(env, {
    localModelPath: new URL('files/', location.href).href,
    allowLocalModels: true,
    allowRemoteModels: false,
    useBrowserCache: false,
    useWasmCache: false,
  });
  env.backends.onnx.wasm.wasmPaths = new URL('rivals/', location.href).href;
  env.backends.onnx.wasm.numThreads = 1;
  const model = await AutoModelForImageClassification.from_pretrained('hub', { device, dtype: 'fp32' });
  const pixel_values = new Tensor('float32', pixels(shape), shape);
  return async () => (await model({ pixel_values })).logits.data;
}
