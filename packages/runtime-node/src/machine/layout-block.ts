// The block of onnxruntime's blocked convolution layout on a processor.

import { type CpuFeatures, cpuFeatures } from './cpu-features.js';

/**
 * Channels that onnxruntime's CPU provider keeps together (MlasNchwcGetBlockSize): 16 with AVX-512, 8 on other x86 processors, 1
 * (no such layout) on ARM and others. Where a system does not tell its features, 16: whole blocks of 16 are whole blocks of 8.
 */
export function layoutBlock(
  arch: string = process.arch,
  features: CpuFeatures | undefined = cpuFeatures(),
): 1 | 8 | 16 {
  if (arch !== 'x64' && arch !== 'ia32') return 1;
  return features === undefined || features.avx512 ? 16 : 8;
}
