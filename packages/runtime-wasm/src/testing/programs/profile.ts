// Measures each layer of a network by itself and prints where the time goes: MODELS, SIZE, SIMD, PRECISION=int8, ROUNDS, TOP.

import { lower } from '../../compile/compile.js';
import { link } from '../../compile/link.js';
import { Share } from '../../compile/step.js';
import { bestInstructionSet } from '../../emit/instruction-sets.js';
import { catalogModel, integerModel } from '../catalog-model.js';

const SIZE = Number(process.env.SIZE ?? 224);
const ROUNDS = Number(process.env.ROUNDS ?? 15);
const TOP = Number(process.env.TOP ?? 40);
const modelOf = process.env.PRECISION === 'int8' ? integerModel : catalogModel;
const isa = bestInstructionSet(process.env.SIMD === 'plain' ? 'plain' : 'relaxed');

interface Row {
  readonly path: string;
  readonly kernel: string;
  readonly ms: number;
}

async function profile(name: string): Promise<readonly Row[]> {
  const { steps, inputs, outputs } = lower(await modelOf(name, [SIZE, SIZE]), { threads: 1 });
  const buffers = [inputs, outputs].map((ports) => ports.map(({ buffer }) => buffer));
  const network = link(steps, buffers[0] ?? [], buffers[1] ?? [], { isa, threads: 1 });
  const memory = new WebAssembly.Memory({ initial: network.pages });
  for (const { address, pack } of network.weights) new Float32Array(memory.buffer, address).set(await pack());
  const module = await WebAssembly.compile(network.wasm);
  const run = new WebAssembly.Instance(module, { env: { memory } }).exports.run as (program: number) => void;
  const words = new Int32Array(memory.buffer);
  // Each record, with the zero that ends a program in place of the next one's function.
  const records: { at: number; end: number }[] = [];
  for (let at = (network.programs[0] as number) / 4; words[at] !== 0; at += (words[at + 1] as number) / 4) {
    records.push({ at, end: at + (words[at + 1] as number) / 4 });
  }
  const best = records.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, { at, end }] of records.entries()) {
      const next = words[end] as number;
      words[end] = 0;
      const start = performance.now();
      run(4 * at);
      best[index] = Math.min(best[index] as number, performance.now() - start);
      words[end] = next;
    }
  }
  const calls = steps.flatMap((step) =>
    step.calls(new Share(0, 1)).map(({ kernel }) => ({ path: step.path, kernel: kernel.key.slice(0, 60) })),
  );
  return calls.map((call, index) => ({ ...call, ms: best[index] as number }));
}

/** Sums of the rows of one key, the largest first. */
function grouped(rows: readonly Row[], keyOf: (row: Row) => string): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.ms);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

for (const name of process.env.MODELS?.split(',') ?? ['mobilenetv2_100']) {
  const rows = await profile(name);
  const total = rows.reduce((sum, { ms }) => sum + ms, 0);
  const show = (title: string, keyOf: (row: Row) => string): void => {
    console.log(`\n${name}, ${isa.name}, ${total.toFixed(2)} ms, ${title}`);
    for (const [key, ms] of grouped(rows, keyOf).slice(0, TOP)) {
      console.log(`${ms.toFixed(3).padStart(8)} ms ${((100 * ms) / total).toFixed(1).padStart(5)} %  ${key}`);
    }
  };
  show('by kernel', ({ kernel }) => kernel.split(' ')[0] ?? '');
  show('by layer', ({ path, kernel }) => `${path}  ${kernel}`);
}
