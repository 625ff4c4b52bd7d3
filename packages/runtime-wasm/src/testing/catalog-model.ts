// Networks of the catalog on seeded weights, for tests and measurements.

import type { Model, Tensor } from '@gossamer/core';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { calibrate, openOn, quantizeInt8 } from '@gossamer/core/quantize';
import { type LazyTensor, seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { wasmRuntime } from '../wasm-runtime.js';

/**
 * Keeps activations in range. Under GhostNetV3's gates rounding errors grow with every block at larger gains:
 * at 0.5 onnxruntime itself is 7e-2 of the maximum away from float64 arithmetic.
 */
const gainOf = (name: string): number => (name.startsWith('ghostnetv3') ? 0.3 : 1);

export type PictureSize = readonly [height: number, width: number];

export async function catalogModel(name: string, size: PictureSize, options: object = {}): Promise<Model> {
  const { graph } = createModel(await findModel(name), { size, batch: 1, ...options });
  const weights = seededWeights(graph.params, gainOf(name));
  return { graph, weights: new Map([...weights].map(([key, tensor]) => [key, readOnce(tensor)])) };
}

/** The same as the quantizer writes it, calibrated on noise by this runtime. */
export async function integerModel(name: string, size: PictureSize, options: object = {}): Promise<Model> {
  const float = runPasses(await catalogModel(name, size, options), [foldBatchNorm]).model;
  const samples = [0, 1, 2].map((i) => seededInput(`calibration.${i}`, [1, 3, ...size]));
  const { graph, weights } = quantizeInt8(await calibrate(float, { open: openOn(wasmRuntime()), samples }));
  return { graph, weights: new Map([...weights].map(([key, tensor]) => [key, readOnce(tensor)])) };
}

/** Seeded tensors are made anew for every reader. */
function readOnce(tensor: LazyTensor): LazyTensor {
  let data: ReturnType<LazyTensor['read']> | undefined;
  return {
    ...tensor,
    read() {
      data ??= tensor.read();
      return data;
    },
  };
}

export function catalogInput(size: PictureSize): { pixel_values: Tensor } {
  return { pixel_values: seededInput('input', [1, 3, ...size]) };
}
