// Contestant: a variant with a session that is ready to run, and what it took to get there.

import { readFile } from 'node:fs/promises';
import type { Feeds, Runtime, Session } from '@gossamer/core/runtime';
import type { NodeRuntime } from '@gossamer/runtime-node';
import { openSession, Phases } from '../pipeline/index.js';
import type { InputShapes } from './bind-inputs.js';
import { isRemote, remoteSample } from './browser/browser-runtime.js';
import { checkOutputs, type OutputCheck } from './check-outputs.js';
import { seededFeeds } from './feeds.js';
import { type GraphCosts, graphCosts } from './graph-costs.js';
import { collectGarbage, peakBytes, resetPeak, residentBytes } from './memory.js';
import type { OnnxSubject } from './onnx-subject.js';
import type { Engines } from './open-engines.js';
import type { Runner } from './rounds.js';
import type { FileSource, ModelSource, Variant } from './variant.js';

export interface Contestant extends Runner {
  readonly variant: Variant;
  readonly session: Session;
  readonly phases: Phases;
  /** Undefined where the graph could not be read. */
  readonly costs: GraphCosts | undefined;
  /** `seeded:1.3` or a file's name; undefined where they came with the graph. */
  readonly weights: string | undefined;
  readonly fileBytes: number;
  /** Resident memory added by all phases, at its peak; undefined where that is another process's. */
  readonly addedBytes: number | undefined;
  readonly outputs: OutputCheck;
}

/** Builds or reads the network, creates its session and runs it once. Dispose the session when done. */
export async function openContestant(
  variant: Variant,
  engines: Engines,
  signal: AbortSignal,
): Promise<Contestant> {
  collectGarbage();
  const before = residentBytes();
  resetPeak();
  const opened = await open(variant, await engines.runtime(variant), signal);
  const { session, feeds, phases } = opened;
  try {
    const outputs = await phases.time('first', () => session.run(feeds));
    return {
      ...opened,
      variant,
      label: variant.label,
      run: () => session.run(feeds),
      ...(isRemote(session) && { sample: () => remoteSample(session) }),
      addedBytes: isRemote(session) ? undefined : Math.max(0, peakBytes() - before),
      outputs: checkOutputs(outputs),
    };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

type Opened = Pick<Contestant, 'session' | 'phases' | 'costs' | 'weights' | 'fileBytes'> & { feeds: Feeds };

function open({ source }: Variant, runtime: Runtime, signal: AbortSignal): Promise<Opened> {
  return source.kind === 'model' ? openModel(source, runtime, signal) : openFile(source, runtime, signal);
}

async function openModel({ words }: ModelSource, runtime: Runtime, signal: AbortSignal): Promise<Opened> {
  const { network, session, weights, phases, fileBytes } = await openSession(words, {
    runtime,
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
  { file, shapes }: FileSource,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<Opened> {
  const phases = new Phases();
  const session = await phases.time('create', () => loadFile(runtime, file.path, signal));
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

/** onnxruntime-node finds a file's external data by its path; the others get the file alone. */
async function loadFile(runtime: Runtime, path: string, signal: AbortSignal): Promise<Session> {
  if ('loadFile' in runtime) return (runtime as NodeRuntime).loadFile(path, { signal });
  return runtime.load(await readFile(path), { name: path, signal });
}
