// Contestant: a variant with a session that is ready to run, and what it took to get there.

import type { Feeds, Session } from '@gossamer/core/runtime';
import { type NodeRuntime, nodeRuntime } from '@gossamer/runtime-node';
import { openSession, Phases } from '../pipeline/index.js';
import type { InputShapes } from './bind-inputs.js';
import { checkOutputs, type OutputCheck } from './check-outputs.js';
import { seededFeeds } from './feeds.js';
import { type GraphCosts, graphCosts } from './graph-costs.js';
import { collectGarbage, peakBytes, resetPeak, residentBytes } from './memory.js';
import type { OnnxSubject } from './onnx-subject.js';
import type { FileSource, ModelSource, Variant } from './variant.js';

export interface Contestant {
  readonly variant: Variant;
  readonly label: string;
  readonly session: Session;
  run(): Promise<unknown>;
  readonly phases: Phases;
  /** Undefined where the graph could not be read. */
  readonly costs: GraphCosts | undefined;
  /** `seeded:1.3` or a file's name; undefined where they came with the graph. */
  readonly weights: string | undefined;
  readonly fileBytes: number;
  /** Resident memory added by all phases, at its peak. */
  readonly addedBytes: number;
  readonly outputs: OutputCheck;
}

/** Builds or reads the network, creates its session and runs it once. Dispose the session when done. */
export async function openContestant(variant: Variant, signal: AbortSignal): Promise<Contestant> {
  collectGarbage();
  const before = residentBytes();
  resetPeak();
  const opened = await open(variant, signal);
  const { session, feeds, phases } = opened;
  try {
    const outputs = await phases.time('first', () => session.run(feeds));
    return {
      ...opened,
      variant,
      label: variant.label,
      run: () => session.run(feeds),
      addedBytes: Math.max(0, peakBytes() - before),
      outputs: checkOutputs(outputs),
    };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

type Opened = Pick<Contestant, 'session' | 'phases' | 'costs' | 'weights' | 'fileBytes'> & { feeds: Feeds };

function open(variant: Variant, signal: AbortSignal): Promise<Opened> {
  const { source } = variant;
  return source.kind === 'model' ? openModel(variant, source, signal) : openFile(variant, source, signal);
}

async function openModel(variant: Variant, { words }: ModelSource, signal: AbortSignal): Promise<Opened> {
  const { network, session, weights, phases, fileBytes } = await openSession(words, {
    runtime: runtimeOf(variant),
    signal,
  });
  const { graph } = network;
  const shapes = Object.fromEntries(
    graph.inputs.map(({ name, value }) => [name, value.type.shape.map(Number)]),
  );
  return {
    session,
    phases,
    fileBytes,
    feeds: seededFeeds(session.inputs, shapes),
    costs: graphCosts(graph),
    weights: weights.source,
  };
}

async function openFile(
  variant: Variant,
  { file, shapes }: FileSource,
  signal: AbortSignal,
): Promise<Opened> {
  const phases = new Phases();
  const runtime = runtimeOf(variant);
  const session = await phases.time('create', () => runtime.loadFile(file.path, { signal }));
  return {
    session,
    phases,
    fileBytes: file.bytes,
    feeds: seededFeeds(session.inputs, shapes),
    costs: fileCosts(file, shapes),
    weights: undefined,
  };
}

/** A graph that onnxruntime runs and we cannot follow at these sizes has unknown costs. */
function fileCosts({ graph }: OnnxSubject, shapes: InputShapes): GraphCosts | undefined {
  try {
    return graph === undefined ? undefined : graphCosts(graph, shapes);
  } catch {
    return undefined;
  }
}

function runtimeOf({ device, threads }: Variant): NodeRuntime {
  return nodeRuntime({ device, threads });
}
