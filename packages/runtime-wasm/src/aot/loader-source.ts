// The text of `index.js`: what a page needs to run a compiled network, and nothing else.

import type { CompiledNetwork, Port } from '../compile/compile.js';
import { relaxedSimd, testModule } from '../emit/instruction-sets.js';

/** How a picture becomes the network's input. */
export interface ModulePreprocess {
  /** Of red, green and blue, between 0 and 1. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Share of the picture's shorter side that is kept, in the middle. Default 1. */
  readonly cropPct?: number;
  /** Default `bilinear`. */
  readonly interpolation?: 'bilinear' | 'bicubic';
}

export interface LoaderOptions {
  /** Adds `fromImageData`; for networks of one input with three channels. */
  readonly preprocess?: ModulePreprocess;
}

interface Storage {
  readonly half: boolean;
  readonly hash: string;
}

export function loaderSource(network: CompiledNetwork, options: LoaderOptions & Storage): string {
  const { preprocess, half, hash } = options;
  const ports = (list: readonly Port[]): string =>
    JSON.stringify(list.map(({ name, shape, address }) => ({ name, shape, address })));
  return `${HEADER}
export const inputs = ${ports(network.inputs)};
export const outputs = ${ports(network.outputs)};
export const hash = '${hash}';

const PAGES = ${network.pages}, PROGRAM = ${network.programs[0]}, WEIGHTS = ${network.weightsAddress};
const WEIGHT_BYTES = ${half ? network.weightsBytes / 2 : network.weightsBytes};
const RELAXED = new Uint8Array([${testModule(relaxedSimd)}]);
${half ? FILL_HALVES : FILL}${LOAD}${preprocess === undefined ? '' : preprocessSource(network, preprocess)}`;
}

const HEADER = `// A compiled network. load() gives a function from pictures to results; nothing else is needed.
`;

const FILL = `
async function fill(memory, response) {
  const target = new Uint8Array(memory.buffer, WEIGHTS, WEIGHT_BYTES);
  let at = 0;
  for await (const part of chunks(response)) {
    if (at + part.length > WEIGHT_BYTES) throw new RangeError('weights.bin is longer than the network wants');
    target.set(part, at);
    at += part.length;
  }
  if (at !== WEIGHT_BYTES) throw new RangeError(\`weights.bin has \${at} bytes, expected \${WEIGHT_BYTES}\`);
}

/** As they arrive. */
async function* chunks(response) {
  if (response instanceof Uint8Array) return yield response;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
`;

const FILL_HALVES = `
async function fill(memory, response) {
  const bytes = response instanceof Uint8Array ? response : new Uint8Array(await response.arrayBuffer());
  if (bytes.length !== WEIGHT_BYTES) {
    throw new RangeError(\`weights.bin has \${bytes.length} bytes, expected \${WEIGHT_BYTES}\`);
  }
  const halves = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const target = new Float32Array(memory.buffer, WEIGHTS, WEIGHT_BYTES / 2);
  for (let i = 0; i < target.length; i++) {
    const bits = halves.getUint16(2 * i, true), exponent = (bits >> 10) & 31, fraction = bits & 1023;
    const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    target[i] = bits & 32768 ? -size : size;
  }
}
`;

const LOAD = `
const isWeb = (url) => !url.protocol.startsWith('file');
async function open(url) {
  if (!isWeb(url)) return new Uint8Array(await (await import(/* @vite-ignore */ 'node:' + 'fs/promises')).readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`);
  return response;
}

const view = (memory, { shape, address }) =>
  new Float32Array(memory.buffer, address, shape.reduce((product, size) => product * size, 1));

/** Loads the network: from its neighbours, or from a WebAssembly.Module and bytes given. */
export async function load({ module, weights } = {}) {
  const name = WebAssembly.validate(RELAXED) ? 'relaxed' : 'plain';
  const wasm = name === 'relaxed' ? new URL('./model.relaxed.wasm', import.meta.url) : new URL('./model.wasm', import.meta.url);
  const memory = new WebAssembly.Memory({ initial: PAGES });
  const compile = async () => {
    const source = await open(wasm);
    return source instanceof Uint8Array ? WebAssembly.compile(source) : WebAssembly.compileStreaming(source);
  };
  const [compiled] = await Promise.all([
    module ?? compile(),
    (async () => fill(memory, weights ?? (await open(new URL('./weights.bin', import.meta.url)))))(),
  ]);
  const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
  const [ins, outs] = [inputs, outputs].map((ports) => ports.map((port) => view(memory, port)));
  /** One picture: a Float32Array for each input by name. The results are the caller's own. */
  return (feeds) => {
    inputs.forEach(({ name }, i) => {
      const data = feeds[name];
      if (!(data instanceof Float32Array) || data.length !== ins[i].length) {
        throw new TypeError(\`\${name} has to be a Float32Array of \${ins[i].length} numbers\`);
      }
      ins[i].set(data);
    });
    exports.run(PROGRAM);
    return Object.fromEntries(outputs.map(({ name }, i) => [name, outs[i].slice()]));
  };
}
`;

/** Pillow's resampling: a filter as wide as the reduction, over the middle of the picture. */
function preprocessSource({ inputs }: CompiledNetwork, preprocess: ModulePreprocess): string {
  const [, , height = 1, width = 1] = inputs[0]?.shape ?? [];
  const { mean, std, cropPct = 1, interpolation = 'bilinear' } = preprocess;
  const [reach, filter] =
    interpolation === 'bicubic'
      ? [2, 'd < 1 ? (1.5 * d - 2.5) * d * d + 1 : d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0']
      : [1, 'd < 1 ? 1 - d : 0'];
  return `
const HEIGHT = ${height}, WIDTH = ${width}, CROP = ${cropPct}, REACH = ${reach};
const MEAN = ${JSON.stringify(mean)}, STD = ${JSON.stringify(std)};
const filter = (d) => (${filter});

/** Of one axis resized and cut in the middle: for each output the first input and the weights. */
function taps(size, out, resized) {
  const scale = size / resized, wide = Math.max(1, scale);
  const half = (resized - out) / 2, offset = half % 1 ? 2 * Math.round(half / 2) : half;
  return Array.from({ length: out }, (_, i) => {
    const center = (i + offset + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - REACH * wide + 0.5));
    const end = Math.min(size, Math.floor(center + REACH * wide + 0.5));
    const weights = Array.from({ length: Math.max(1, end - first) }, (_, k) => filter(Math.abs(first + k + 0.5 - center) / wide));
    const sum = weights.reduce((a, b) => a + b, 0) || 1;
    return { first: Math.min(first, size - 1), weights: weights.map((weight) => weight / sum) };
  });
}

/** Pixels (ImageData, or { width, height, data } of RGBA bytes) as the network's input. */
export function fromImageData({ width, height, data }) {
  const factor = Math.max(Math.floor(HEIGHT / CROP) / height, Math.floor(WIDTH / CROP) / width);
  const resized = (size) => Math.floor(size * factor + 1e-6);
  const cols = taps(width, WIDTH, resized(width)), rows = taps(height, HEIGHT, resized(height));
  const result = new Float32Array(3 * HEIGHT * WIDTH), line = new Float32Array(height * WIDTH);
  const limit = (value) => Math.min(255, Math.max(0, value));
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      cols.forEach(({ first, weights }, x) => {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * data[4 * (y * width + first + k) + c];
        line[y * WIDTH + x] = limit(sum);
      });
    }
    rows.forEach(({ first, weights }, y) => {
      for (let x = 0; x < WIDTH; x++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * line[(first + k) * WIDTH + x];
        result[(c * HEIGHT + y) * WIDTH + x] = (limit(sum) / 255 - MEAN[c]) / STD[c];
      }
    });
  }
  return result;
}
`;
}
