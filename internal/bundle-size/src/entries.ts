// The promises: what a user writes, what it may weigh, and what it must not pull in.

export interface Entry {
  readonly name: string;
  readonly code: string;
  /** Ceiling of what is loaded before anything runs, minified and gzipped, in bytes. */
  readonly gzip: number;
  /** Must not appear in it. */
  readonly without: readonly RegExp[];
}

/** The ONNX codec's writer, and the library its reader needs. */
const codec = /rawData|protobuf/i;
const protobuf = /protobuf/i;
const runtime = /onnxruntime/;
const kernels = /Kernel of|windowTaps/;
/** Another model of the catalog than those whose names begin so. */
const familiesBut = (prefix: string): RegExp =>
  new RegExp(
    `(?<![a-z_])(?!${prefix})(mobilenetv\\d_|ghostnet|g_ghost_|shufflenet|fasternet_|cspresne|cspdark|csp_pelee|regnetx_)`,
  );

const model = (family: string, name: string, gzip: number, prefix = family.replace(/v\d$/, '')): Entry => ({
  name: `createModel(${name})`,
  code: `import { createModel, ${name} } from '@gossamer/models/${family}'; globalThis.r = createModel(${name});`,
  gzip,
  without: [codec, runtime, kernels, familiesBut(prefix)],
});

export const entries: readonly Entry[] = [
  model('mobilenetv2', 'mobilenetv2_100', 16_000),
  model('mobilenetv4', 'mobilenetv4_conv_small', 18_000),
  model('ghostnet', 'ghostnetv3_100', 18_000),
  model('regnet', 'regnetx_002', 14_000),
  model('g-ghost-regnet', 'g_ghost_regnetx_032', 15_000, 'g_ghost_'),
  {
    name: 'makeDivisible',
    code: `import { makeDivisible } from '@gossamer/blocks'; globalThis.r = makeDivisible;`,
    gzip: 400,
    without: [codec, runtime, kernels, /BatchNormalization/],
  },
  {
    name: 'encodeOnnx',
    code: `import { encodeOnnx } from '@gossamer/core/onnx/encode'; globalThis.r = encodeOnnx;`,
    gzip: 7_000,
    without: [protobuf, runtime, kernels, /mobilenet/],
  },
  {
    name: 'webRuntime without onnxruntime-web',
    code: `import { webRuntime } from '@gossamer/runtime-web'; globalThis.r = webRuntime;`,
    gzip: 15_000,
    without: [codec, kernels, /mobilenet/],
  },
  {
    name: 'the compiler to WebAssembly, with the passes it runs',
    code: `import { compile, relaxedSimd } from '@gossamer/runtime-wasm'; globalThis.r = [compile, relaxedSimd];`,
    gzip: 40_000,
    without: [codec, runtime, kernels, /mobilenet/, /fromImageData/],
  },
  {
    name: 'wasmRuntime: the compiler, sessions and workers',
    code: `import { wasmRuntime } from '@gossamer/runtime-wasm'; globalThis.r = wasmRuntime;`,
    gzip: 44_000,
    without: [codec, runtime, kernels, /mobilenet/, /fromImageData/],
  },
  {
    name: 'a family, a checkpoint and a session, without onnxruntime-web',
    code: `import { encodeOnnx } from '@gossamer/core/onnx/encode';
      import { bindWeights, openCheckpoint } from '@gossamer/core/weights';
      import { createModel, mobilenetv4_conv_small } from '@gossamer/models/mobilenetv4';
      import { webRuntime } from '@gossamer/runtime-web';
      globalThis.r = async (source) => {
        const { graph } = createModel(mobilenetv4_conv_small);
        const { tensors } = await openCheckpoint(source);
        return webRuntime().load(await encodeOnnx({ graph, weights: bindWeights(graph, tensors) }));
      };`,
    gzip: 40_000,
    without: [protobuf, kernels, /ghostnet/],
  },
];
