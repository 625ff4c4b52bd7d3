// The files contestants open: one network with one set of weights, in everybody's form.

import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { seededWeights, writeSafetensors } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { PEERS_FOLDER } from '../rivals/install-rivals.js';
import type { Entry } from './sample.js';

export interface Prepared {
  readonly entries: readonly Entry[];
  /** Of the input, [1,C,H,W]. */
  readonly shape: readonly number[];
  /** Why somebody is not there. */
  readonly notes: readonly string[];
}

export interface PrepareOptions {
  readonly folder: string;
  /** A Python with timm, torch and onnx. */
  readonly python: string;
}

/** Ours comes first. Seeded weights: of any values that keep activations alive, the same for all. */
export async function prepareFiles(name: string, { folder, python }: PrepareOptions): Promise<Prepared> {
  const spec = await findModel(name);
  const { channels, height, width } = spec.input;
  const { graph } = createModel(spec, { batch: 1, size: [height, width] });
  const weights = join(folder, 'model.safetensors');
  await pipeline(writeSafetensors(seededWeights(graph.params, 1)), createWriteStream(weights));
  const ours = join(folder, 'cpu.onnx');
  const portable = join(folder, 'portable.onnx');
  const hub = join(folder, 'hub');
  gossamer('export', name, '--weights', weights, '--batch', '1', '--target', 'cpu', '-o', ours);
  gossamer('export', name, '--weights', weights, '--batch', '1', '-o', portable);
  gossamer('export', name, '--weights', weights, '--format', 'hf', '-o', hub);
  const module = join(folder, 'module');
  gossamer('export', name, '--weights', weights, '--target', 'wasm-module', '-o', module);
  const exported = join(folder, 'timm.onnx');
  const note = exportTimm(python, [name, weights, exported, String(height), String(width)]);
  return {
    shape: [1, channels, height, width],
    notes: note === undefined ? [] : [`timm -> torch.onnx.export is left out: ${note}`],
    entries: [
      { kind: 'onnxruntime', label: 'gossamer, compiled for cpu', path: ours },
      { kind: 'onnxruntime', label: 'gossamer, portable', path: portable },
      ...(note === undefined
        ? ([{ kind: 'onnxruntime', label: 'timm -> torch.onnx.export', path: exported }] as const)
        : []),
      { kind: 'transformers', label: 'transformers.js, our folder', path: hub },
      { kind: 'wasm-module', label: 'gossamer, as a WebAssembly module', path: module },
      { kind: 'tfjs', label: 'TensorFlow.js, same graph', path: portable },
    ],
  };
}

/** Our program as it is built. @throws Error with what it said */
function gossamer(...args: readonly string[]): void {
  const main = join(PEERS_FOLDER, '../../packages/cli/dist/main.js');
  const { status, stderr } = spawnSync(process.execPath, [main, ...args, '--quiet'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`gossamer ${args.join(' ')}: ${stderr}`);
}

/** @returns why it could not, in a line; undefined where it could */
function exportTimm(python: string, args: readonly string[]): string | undefined {
  const script = join(PEERS_FOLDER, 'python/export_timm.py');
  const { status, stderr, error } = spawnSync(python, [script, ...args], { encoding: 'utf8' });
  if (status === 0) return undefined;
  const said = error?.message ?? stderr.trim().split('\n').at(-1) ?? `status ${status}`;
  return `${python}: ${said}`;
}
