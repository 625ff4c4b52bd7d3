// Our options in onnxruntime's words.

import type { InferenceSession } from 'onnxruntime-node';
import { checkThreads } from './check-options.js';
import { defaultThreads } from './machine/default-threads.js';
import { isShared } from './machine/is-shared.js';
import type { NodeDevice, NodeRuntimeOptions } from './options.js';

/** Severity above which onnxruntime logs: nothing, for errors come as exceptions. */
const SILENT = 4;

export function sessionOptions(
  device: NodeDevice,
  options: NodeRuntimeOptions = {},
): InferenceSession.SessionOptions {
  const { graphOptimizationLevel = 'all', optimizedModelPath, cpu } = options;
  const threads = checkThreads(options.threads ?? defaultThreads());
  const spinning = options.spinning ?? (threads > 1 && isShared() ? false : undefined);
  const given: InferenceSession.SessionOptions = {};
  if (optimizedModelPath !== undefined) given.optimizedModelFilePath = optimizedModelPath;
  if (cpu?.arena !== undefined) given.enableCpuMemArena = cpu.arena;
  if (spinning !== undefined) given.extra = { session: { 'intra_op.allow_spinning': spinning ? '1' : '0' } };
  return {
    executionProviders: [provider(device, options)],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel,
    logSeverityLevel: SILENT,
    ...given,
  };
}

function provider(
  device: NodeDevice,
  { cuda, webgpu }: NodeRuntimeOptions,
): InferenceSession.ExecutionProviderConfig {
  if (device === 'cuda') return { name: 'cuda', ...cuda };
  if (device === 'webgpu') return { name: 'webgpu', ...webgpu };
  return { name: 'cpu' };
}
