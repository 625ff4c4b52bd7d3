// Finds the fastest lowering of a network on this machine by trying them.

import { bindDims, dimNames, type Graph, type Model, printGraph, staticShape } from '@gossamer/core';
import { type Compiled, compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { AbortSource, Session } from '@gossamer/core/runtime';
import { seededInput } from '@gossamer/core/weights';
import { layoutBlock } from '../machine/layout-block.js';
import { machineInfo } from '../machine/machine-info.js';
import { nodeRuntime } from '../node-runtime.js';
import { type Choice, choicePath, readChoice, writeChoice } from './choice-cache.js';
import { LOWERINGS } from './lowerings.js';
import { measure } from './measure.js';

export interface AutotuneOptions {
  /** Threads of one run. Default: what fits this machine. */
  threads?: number;
  /** Default 9. */
  rounds?: number;
  /** Least milliseconds of one lowering in one round. Default 30. */
  blockMs?: number;
  /** Where choices are kept. Default: `autotune` in `GOSSAMER_CACHE`, or in `gossamer` of the user's cache folder. */
  cacheFolder?: string;
  signal?: AbortSource | undefined;
  onProgress?(text: string): void;
}

export interface Tuned extends Compiled, Choice {
  /** True where an earlier measurement was used. */
  readonly fromCache: boolean;
}

/** Faster by less than this is noise. */
const WORTH = 0.99;

/** Sizes of pictures where the graph leaves them open. */
const USUAL: Readonly<Record<string, number>> = { N: 1, H: 224, W: 224 };

/**
 * The model compiled for this machine's CPU in the way that was measured to be the fastest: all lowerings that differ are run
 * against each other in interleaved rounds, once; the choice is kept for the graph, the processor, the threads and the version
 * of onnxruntime. Open sizes are measured at batch 1 and 224x224, and stay open. The model needs its weights, of any values
 * that keep activations alive.
 *
 * @throws RuntimeError where onnxruntime refuses a graph; AbortError
 */
export async function autotune(model: Model, options: AutotuneOptions = {}): Promise<Tuned> {
  const { onProgress = () => {}, signal, rounds = 9, blockMs = 30 } = options;
  const machine = machineInfo();
  const threads = options.threads ?? machine.threads;
  const runtime = nodeRuntime({ device: 'cpu', threads });
  const block = layoutBlock();
  const lowered = distinct(
    LOWERINGS.map(({ name, ...lowering }) => ({ name, ...compile(model, { ...lowering, block }) })),
  );
  const names = lowered.map(({ name }) => name);
  const facts = [
    lowered.map(({ text }) => text),
    machine.cpu,
    machine.features,
    threads,
    await runtime.version(),
  ];
  const path = choicePath(facts, options.cacheFolder);
  const pick = (choice: Choice, fromCache: boolean): Tuned => {
    const { model: chosen, reports } = lowered.find(({ name }) => name === choice.lowering) as Compiled;
    return { model: chosen, reports, ...choice, fromCache };
  };
  const known = await readChoice(path, names);
  if (known !== undefined) return pick(known, true);
  const sessions: Session[] = [];
  try {
    const contestants: { run(): Promise<unknown> }[] = [];
    for (const { name, model: candidate } of lowered) {
      onProgress(`preparing ${name}`);
      const session = await runtime.load(await encodeOnnx(candidate), { name, signal });
      sessions.push(session);
      const feeds = feedsOf(candidate.graph);
      contestants.push({ run: () => session.run(feeds) });
    }
    onProgress(`measuring ${names.join(', ')}`);
    // Time of the processor is the neighbours' least; with several threads it would count what they wait.
    const clock = threads === 1 ? cpuTime : () => performance.now();
    const results = await measure(contestants, { rounds, blockMs, clock, signal });
    const measurements = results.map((result, i) => ({ lowering: names[i] as string, ...result }));
    const best = measurements.reduce((a, b) => (b.ratio < a.ratio * WORTH ? b : a));
    const choice = { lowering: best.lowering, measurements };
    await writeChoice(path, choice);
    return pick(choice, false);
  } finally {
    for (const session of sessions) await session.dispose();
  }
}

/** The first of each graph. */
function distinct<C extends Compiled>(all: readonly C[]): (C & { text: string })[] {
  const known = new Map<string, C & { text: string }>();
  for (const each of all) {
    const text = printGraph(each.model.graph);
    if (!known.has(text)) known.set(text, { ...each, text });
  }
  return [...known.values()];
}

function feedsOf(graph: Graph) {
  const names = new Set(graph.inputs.flatMap(({ value }) => value.type.shape.flatMap(dimNames)));
  const bound = bindDims(graph, Object.fromEntries([...names].map((name) => [name, USUAL[name] ?? 1])));
  return Object.fromEntries(
    bound.inputs.map(({ name, value }) => [name, seededInput(name, staticShape(value.type.shape, name))]),
  );
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
