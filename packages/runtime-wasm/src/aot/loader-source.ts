// The text of `index.js`: what a page needs to run a compiled network, and nothing else.

import type { PreprocessConfig } from '@gossamer/core/image';
import type { CompiledNetwork, Port } from '../compile/compile.js';
import { relaxedSimd, relaxedSimdInOrder, testModule } from '../emit/instruction-sets.js';
import { preprocessSource } from './preprocess-source.js';
import type { WeightsDType, WeightsFile } from './weights-file.js';

/** Names of the files beside `index.js`. */
export interface FileNames {
  readonly plain: string;
  readonly relaxed: string;
  /** For engines that compute in the order code is written in. */
  readonly relaxedInOrder: string;
  readonly weights: string;
}

export function loaderSource(
  network: CompiledNetwork,
  names: FileNames,
  { dtype, bytes, pieces }: WeightsFile,
  preprocess: PreprocessConfig | undefined,
): string {
  const ports = (list: readonly Port[]): string =>
    JSON.stringify(list.map(({ name, shape, address }) => ({ name, shape, address })));
  const url = (name: string): string => `() => new URL('./${name}', import.meta.url)`;
  return `// A compiled network. load() gives a function from pictures to results; nothing else is needed.

export const inputs = ${ports(network.inputs)};
export const outputs = ${ports(network.outputs)};

const PAGES = ${network.pages}, PROGRAM = ${network.programs[0]}, WEIGHTS = ${network.weightsAddress};
const WEIGHT_BYTES = ${bytes.length}, FLOATS = ${network.weightsBytes / 4};
const IN_ORDER = new Uint8Array([${testModule(relaxedSimdInOrder)}]);
const RELAXED = new Uint8Array([${testModule(relaxedSimd)}]);
const plainUrl = ${url(names.plain)};
const relaxedUrl = ${url(names.relaxed)};
const inOrderUrl = ${url(names.relaxedInOrder)};
const weightsUrl = ${url(names.weights)};
${fillTexts()[dtype]}${dtype === 'int8' ? `const PIECES = ${JSON.stringify(pieces)};` : ''}${LOAD}${preprocess === undefined ? '' : preprocessSource(preprocess)}`;
}

/** Bytes in a buffer of their own. */
const WHOLE = `
async function whole(source) {
  const bytes = new Uint8Array(source instanceof Uint8Array ? source.slice().buffer : await source.arrayBuffer());
  if (bytes.length !== WEIGHT_BYTES) throw wrongLength(bytes.length);
  return bytes;
}`;

/** For each way of storing weights the text that puts them in memory. A function, so that bundlers can leave it out. */
const fillTexts = (): Readonly<Record<WeightsDType, string>> => ({
  float32: `
/** As they arrive. */
async function fill(memory, source) {
  const target = new Uint8Array(memory.buffer, WEIGHTS, WEIGHT_BYTES);
  let at = 0;
  for await (const part of chunks(source)) {
    if (at + part.length > WEIGHT_BYTES) throw wrongLength(at + part.length);
    target.set(part, at);
    at += part.length;
  }
  if (at !== WEIGHT_BYTES) throw wrongLength(at);
}

async function* chunks(source) {
  if (source instanceof Uint8Array) return yield source;
  const reader = source.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
`,
  float16: `${WHOLE}
async function fill(memory, source) {
  const halves = new Uint16Array((await whole(source)).buffer), target = new Float32Array(memory.buffer, WEIGHTS, FLOATS);
  for (let i = 0; i < FLOATS; i++) {
    const bits = halves[i], exponent = (bits >> 10) & 31, fraction = bits & 1023;
    const size = exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
    target[i] = bits & 32768 ? -size : size;
  }
}
`,
  int8: `${WHOLE}
/** Floats, or panels of biases, scales and rows of integers. */
async function fill(memory, source) {
  const { buffer } = await whole(source), target = new Float32Array(memory.buffer, WEIGHTS, FLOATS);
  let from = 0, to = 0;
  for (const [count, rows, lanes] of PIECES) {
    if (rows === undefined) {
      target.set(new Float32Array(buffer, from, count), to);
      [from, to] = [from + 4 * count, to + count];
    }
    for (let panel = 0; rows !== undefined && panel < count; panel++) {
      const exact = new Float32Array(buffer, from, 2 * lanes);
      const integers = new Int8Array(buffer, from + 8 * lanes, rows * lanes);
      target.set(exact.subarray(0, lanes), to);
      for (let i = 0; i < integers.length; i++) target[to + lanes + i] = integers[i] * exact[lanes + (i % lanes)];
      [from, to] = [from + (8 + rows) * lanes, to + (1 + rows) * lanes];
    }
  }
}
`,
});

const LOAD = `
const wrongLength = (bytes) => new RangeError(\`the weights have \${bytes} bytes, expected \${WEIGHT_BYTES}\`);

/** Bytes of a local file in Node, a response everywhere else. */
async function open(url) {
  if (url.protocol === 'file:') return new Uint8Array(await globalThis.process.getBuiltinModule('node:fs/promises').readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${url} answered \${response.status}\`);
  return response;
}

/** Bytes, also of another realm, as a Uint8Array of this one; a response as it is. */
function asBytes(source) {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source.byteLength !== undefined) return new Uint8Array(source);
  if (source.body === undefined) throw new TypeError('weights have to be bytes or a Response');
  return source;
}

/** While it arrives; servers that do not know the type of .wasm files have it wait. */
async function compile(url) {
  const source = await open(url);
  if (source instanceof Uint8Array) return WebAssembly.compile(source);
  const streams = /^application\\/wasm/.test(source.headers.get('content-type'));
  return streams ? WebAssembly.compileStreaming(source) : WebAssembly.compile(await source.arrayBuffer());
}

const view = (memory, { shape, address }) =>
  new Float32Array(memory.buffer, address, shape.reduce((product, size) => product * size, 1));

/** Whether this engine takes the modules of relaxed SIMD. */
export const hasRelaxedSimd = () => WebAssembly.validate(RELAXED);

const bestUrl = () => (!hasRelaxedSimd() ? plainUrl() : WebAssembly.validate(IN_ORDER) ? inOrderUrl() : relaxedUrl());

/** Loads the network: from its neighbours, or from a WebAssembly.Module and bytes given. */
export async function load({ module, weights } = {}) {
  const memory = new WebAssembly.Memory({ initial: PAGES });
  const [compiled] = await Promise.all([
    module ?? compile(bestUrl()),
    (async () => fill(memory, asBytes(weights ?? (await open(weightsUrl())))))(),
  ]);
  const { exports } = await WebAssembly.instantiate(compiled, { env: { memory } });
  const [ins, outs] = [inputs, outputs].map((ports) => ports.map((port) => view(memory, port)));
  /** One picture: a Float32Array for each input by name. The results are the caller's own. */
  return (feeds) => {
    inputs.forEach(({ name }, i) => {
      const data = feeds?.[name];
      if (data?.[Symbol.toStringTag] !== 'Float32Array' || data.length !== ins[i].length) {
        throw new TypeError(\`\${name} has to be a Float32Array of \${ins[i].length} numbers\`);
      }
      ins[i].set(data);
    });
    exports.run(PROGRAM);
    return Object.fromEntries(outputs.map(({ name }, i) => [name, outs[i].slice()]));
  };
}
`;
