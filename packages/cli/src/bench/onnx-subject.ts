// An ONNX file to be benchmarked: what goes in, and what can be known about it.

import { stat } from 'node:fs/promises';
import type { Graph } from '@gossamer/core';
import type { TensorInfo } from '@gossamer/core/runtime';
import { nodeRuntime, readOnnxFile } from '@gossamer/runtime-node';

export interface OnnxSubject {
  readonly path: string;
  readonly inputs: readonly TensorInfo[];
  /** Undefined where the file has operators that are unknown here: it runs, its costs stay unknown. */
  readonly graph: Graph | undefined;
  /** `fp32`, `fp16`, `int8` by its operators and weights; `unknown` without a graph. */
  readonly precision: string;
  /** Without external data. */
  readonly bytes: number;
}

/** @throws IoError where it cannot be read, RuntimeError where onnxruntime refuses it, AbortError */
export async function openOnnxSubject(path: string, signal: AbortSignal): Promise<OnnxSubject> {
  const runtime = nodeRuntime({ device: 'cpu', threads: 1, graphOptimizationLevel: 'disabled' });
  await using session = await runtime.loadFile(path, { signal });
  const graph = await graphOf(path);
  return {
    path,
    inputs: session.inputs,
    graph,
    precision: graph === undefined ? 'unknown' : precisionOf(graph),
    bytes: (await stat(path)).size,
  };
}

/** onnxruntime has taken the file, so whatever fails here is a limit of ours. */
async function graphOf(path: string): Promise<Graph | undefined> {
  return readOnnxFile(path).then(
    ({ graph }) => graph,
    () => undefined,
  );
}

function precisionOf(graph: Graph): string {
  if (graph.nodes.some(({ op }) => op.name === 'DequantizeLinear')) return 'int8';
  const weights = [...graph.params.values()];
  return weights.some(({ type }) => type.dtype === 'float16') ? 'fp16' : 'fp32';
}
