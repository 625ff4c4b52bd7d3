// Batch normalization, evaluated with its running statistics.

import { emit, param } from '@gossamer/core';
import { BatchNormalization } from '@gossamer/core/ops';
import { channels } from './channels.js';
import type { Layer } from './layer.js';

export interface BatchNormOptions {
  /** Added to the variance. PyTorch 1e-5, TensorFlow's MobileNets 1e-3. Default 1e-5. */
  eps?: number | undefined;
  /** Start of the scale; 0 lets a residual branch begin as nothing. Default 1. */
  initialScale?: number | undefined;
}

/**
 * y = (x - running_mean) / sqrt(running_var + eps) * weight + bias, per channel; shape unchanged.
 * Parameters `weight`, `bias`, `running_mean`, `running_var` [C]. arXiv:1502.03167, algorithm 2.
 */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  const { eps = 1e-5, initialScale = 1 } = options;
  return (s, x) => {
    const shape = [channels(x)];
    const zero = { kind: 'constant', value: 0 } as const;
    const one = { kind: 'constant', value: 1 } as const;
    const scale = param(s, 'weight', shape, { init: { kind: 'constant', value: initialScale } });
    const bias = param(s, 'bias', shape, { init: zero });
    const mean = param(s, 'running_mean', shape, { init: zero, role: 'statistic' });
    const variance = param(s, 'running_var', shape, { init: one, role: 'statistic' });
    return emit(s, BatchNormalization, [x, scale, bias, mean, variance], { epsilon: eps });
  };
}
