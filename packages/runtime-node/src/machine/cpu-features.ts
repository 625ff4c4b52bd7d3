// Which vector instructions the processor has: they decide onnxruntime's layout and the worth of int8.

import { field } from './physical-cores.js';
import { type ReadText, readSystemFile } from './read-system-file.js';

export interface CpuFeatures {
  readonly avx2: boolean;
  readonly fma: boolean;
  /** The foundation with byte/word and vector-length extensions, which onnxruntime asks for. */
  readonly avx512: boolean;
  /** int8 dot products, in AVX-512 or VEX form. */
  readonly vnni: boolean;
  readonly amx: boolean;
  /** ARM's dot products. */
  readonly dotprod: boolean;
}

/** Features by Linux's /proc/cpuinfo; undefined on other systems, which do not publish them to programs. */
export function cpuFeatures(read: ReadText = readSystemFile): CpuFeatures | undefined {
  const text = read('/proc/cpuinfo');
  if (text === undefined) return undefined;
  const flags = new Set((field(text, 'flags') ?? field(text, 'Features') ?? '').split(/\s+/));
  return {
    avx2: flags.has('avx2'),
    fma: flags.has('fma'),
    avx512: ['avx512f', 'avx512bw', 'avx512dq', 'avx512vl'].every((flag) => flags.has(flag)),
    vnni: flags.has('avx512_vnni') || flags.has('avx_vnni'),
    amx: flags.has('amx_int8') || flags.has('amx_tile'),
    dotprod: flags.has('asimddp'),
  };
}
