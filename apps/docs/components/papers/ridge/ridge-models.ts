// The networks of the ridge-point figure and what it counts of them.

import { loweredLayers, type SweepModel } from '@gossamer/core/analysis';
import { compile } from '@gossamer/core/compile';
import { createModel } from '@gossamer/models';
import { findModel, publishedTop1 } from '@gossamer/models/catalog';

/** MobileNetV1 to V4, GhostNet and FasterNet, as in docs/claims.md. */
export const RIDGE_MODELS = [
  'mobilenetv1_100',
  'mobilenetv1_100h',
  'mobilenetv1_125',
  'mobilenetv2_050',
  'mobilenetv2_100',
  'mobilenetv2_110d',
  'mobilenetv2_120d',
  'mobilenetv2_140',
  'mobilenetv3_small_050',
  'mobilenetv3_small_075',
  'mobilenetv3_small_100',
  'mobilenetv3_large_100',
  'mobilenetv4_conv_small',
  'mobilenetv4_conv_small_050',
  'mobilenetv4_conv_medium',
  'mobilenetv4_conv_large',
  'mobilenetv4_hybrid_medium',
  'ghostnet_100',
  'fasternet_t0',
  'fasternet_t1',
  'fasternet_t2',
  'fasternet_s',
  'fasternet_m',
  'fasternet_l',
] as const;

/** One network's layers, norms and activations inside their convolutions, and its published top-1. */
export async function sweepModel(name: string): Promise<SweepModel> {
  const spec = await findModel(name);
  const { graph } = createModel(spec, { batch: 1 });
  const { model } = compile({ graph, weights: new Map() });
  return { name, layers: loweredLayers(model.graph), accuracy: publishedTop1(spec) };
}
