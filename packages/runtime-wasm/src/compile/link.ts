// Links steps to a module: places every buffer, writes each thread's program, emits the kernels that are used.

import { add, callIndirect, load, seq, whileLoop } from '../emit/code.js';
import type { InstructionSet } from '../emit/instruction-sets.js';
import { ModuleBuilder } from '../emit/module-builder.js';
import { barrierBytes, barrierKernel, patienceOffset } from '../kernels/barrier.js';
import { argument, type Helper, type Kernel, RECORD_HEADER } from '../kernels/kernel.js';
import { aligned, Buffer, type BufferContent, resolve } from './buffer.js';
import { type MemoryPlan, type PlanOptions, planMemory } from './plan-memory.js';
import { type Call, call, Share, type Step } from './step.js';

export interface LinkOptions extends PlanOptions {
  readonly isa: InstructionSet;
  readonly threads: number;
}

/** Where the word is that sets the threads off. The first bytes of the memory hold nothing else: no address is 0. */
export const CONTROL_ADDRESS = 16;
const FIRST_ADDRESS = 64;
const PAGE = 65536;

const RUN = { params: ['i32'], results: [] } as const;

type Packed = Extract<BufferContent, { kind: 'weight' }>;

export interface Linked {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly pages: number;
  readonly programs: readonly number[];
  readonly weightsAddress: number;
  readonly weightsBytes: number;
  readonly weights: readonly (Pick<Packed, 'pack' | 'panels'> & { address: number; bytes: number })[];
  readonly plan: MemoryPlan;
}

export function link(
  steps: readonly Step[],
  inputs: readonly Buffer[],
  outputs: readonly Buffer[],
  options: LinkOptions,
): Linked {
  const programs = programsOf(steps, options.threads);
  const calls = programs.flat();
  const kernels = [...new Map(calls.map(({ kernel }) => [kernel.key, kernel])).values()];
  const buffers = buffersOf(calls, [...inputs, ...outputs]);
  const place = placer(FIRST_ADDRESS);
  for (const buffer of ofKind(buffers, 'scratch')) buffer.place(place(buffer.bytes));
  const dataStart = place(0);
  const programAddresses = programs.map((program) => place(programBytes(program)));
  const tables = ofKind(buffers, 'table');
  for (const table of tables) table.place(place(table.bytes));
  const dataEnd = place(0);
  for (const buffer of ofKind(buffers, 'zeros')) buffer.place(place(buffer.bytes));
  const weightsAddress = place(0);
  const weights = ofKind(buffers, 'weight');
  for (const buffer of weights) buffer.place(place(buffer.bytes));
  const weightsEnd = place(0);
  const plan = planMemory(steps, inputs, outputs, weightsEnd, options);
  const end = weightsEnd + plan.bytes;
  const pages = Math.ceil((end + FIRST_ADDRESS) / PAGE);
  const builder = new ModuleBuilder({ pages, shared: options.threads > 1 });
  const indices = emitKernels(builder, kernels, options.isa);
  const words = new Int32Array((dataEnd - dataStart) / 4);
  programs.forEach((program, thread) => {
    writeProgram(words, ((programAddresses[thread] as number) - dataStart) / 4, program, indices);
  });
  for (const table of tables) {
    const { words: content } = table.content as { words: readonly Parameters<typeof resolve>[0][] };
    words.set(content.map(resolve), (table.address - dataStart) / 4);
  }
  builder.data(dataStart, new Uint8Array(words.buffer));
  return {
    wasm: builder.encode(),
    pages,
    programs: programAddresses,
    weightsAddress,
    weightsBytes: weightsEnd - weightsAddress,
    weights: weights.map((buffer) => ({
      address: buffer.address,
      bytes: buffer.bytes,
      pack: (buffer.content as Packed).pack,
      panels: (buffer.content as Packed).panels,
    })),
    plan,
  };
}

/** The calls of each thread; all wait for one another after every step. */
function programsOf(steps: readonly Step[], threads: number): readonly (readonly Call[])[] {
  const barrier = new Buffer(barrierBytes(threads), { kind: 'scratch' });
  return Array.from({ length: threads }, (_, thread) => {
    const patience = barrier.at(patienceOffset(thread));
    const wait = call(barrierKernel, { barrier: barrier.at(0), patience, threads });
    return steps.flatMap((step) => {
      const calls = step.calls(new Share(thread, threads));
      return threads === 1 ? calls : [...calls, wait];
    });
  });
}

/** All buffers that calls or ports refer to, by the memory they lie in. */
function buffersOf(calls: readonly Call[], ports: readonly Buffer[]): ReadonlySet<Buffer> {
  const buffers = new Set(ports.map((buffer) => buffer.root.buffer));
  const visit = (value: Parameters<typeof resolve>[0]): void => {
    if (typeof value === 'number') return;
    if ('from' in value) {
      visit(value.from);
      visit(value.to);
      return;
    }
    const root = value.buffer.root.buffer;
    if (buffers.has(root)) return;
    buffers.add(root);
    if (root.content.kind === 'table') root.content.words.forEach(visit);
  };
  for (const { args } of calls) Object.values(args).forEach(visit);
  return buffers;
}

function ofKind(buffers: ReadonlySet<Buffer>, kind: Buffer['content']['kind']): readonly Buffer[] {
  return [...buffers].filter(({ content }) => content.kind === kind);
}

/** Hands out addresses one after another. */
function placer(first: number): (bytes: number) => number {
  let next = first;
  return (bytes) => {
    const address = next;
    next += aligned(bytes);
    return address;
  };
}

function recordBytes({ kernel }: Call): number {
  return RECORD_HEADER + 4 * kernel.fields.length;
}

/** With the zero that ends it. */
function programBytes(program: readonly Call[]): number {
  return program.reduce((sum, record) => sum + recordBytes(record), 4);
}

function writeProgram(
  words: Int32Array,
  start: number,
  program: readonly Call[],
  indices: ReadonlyMap<string, number>,
): void {
  let at = start;
  for (const record of program) {
    words[at++] = indices.get(record.kernel.key) as number;
    words[at++] = recordBytes(record);
    for (const field of record.kernel.fields) words[at++] = resolve(record.args[field] ?? 0);
  }
}

/** Function 0 runs a program; a record's function is never 0, which ends it. */
function emitKernels(
  builder: ModuleBuilder,
  kernels: readonly Kernel[],
  isa: InstructionSet,
): ReadonlyMap<string, number> {
  const type = builder.type(RUN);
  const run = builder.add(RUN, ({ params: [record] }) => {
    if (record === undefined) return [];
    return whileLoop(
      load(record),
      seq(callIndirect(type, load(record), record), record.set(add(record, load(record, 4)))),
    );
  });
  builder.export('run', run);
  const helpers = new Map<string, number>();
  const helperIndex = (helper: Helper): number => {
    const index = helpers.get(helper.key) ?? builder.add(helper.signature, (f) => helper.write({ f, isa }));
    helpers.set(helper.key, index);
    return index;
  };
  return new Map(
    kernels.map((kernel) => {
      const index = builder.add(RUN, (f) => {
        const [record] = f.params;
        if (record === undefined) return [];
        return kernel.write({
          f,
          isa,
          arg: (name) => argument(record, kernel.fields, name),
          helper: helperIndex,
        });
      });
      return [kernel.key, index];
    }),
  );
}
