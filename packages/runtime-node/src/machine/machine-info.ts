// The machine in the words a benchmark or a bug report needs.

import { availableParallelism, cpus, totalmem } from 'node:os';
import { type CpuFeatures, cpuFeatures } from './cpu-features.js';
import { cpuQuota } from './cpu-quota.js';
import { defaultThreads } from './default-threads.js';
import { physicalCores } from './physical-cores.js';
import { type ReadText, readSystemFile } from './read-system-file.js';

export interface MachineInfo {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly node: string;
  readonly cpu: string;
  /** Processors the system shows. */
  readonly processors: number;
  /** Processors this process may be scheduled on. */
  readonly available: number;
  /** Undefined where the system does not tell. */
  readonly physicalCores: number | undefined;
  /** Processors' worth of time the container allows; undefined without a limit. */
  readonly cpuQuota: number | undefined;
  /** What a session gets by default. */
  readonly threads: number;
  /** Undefined where the system does not tell. */
  readonly features: CpuFeatures | undefined;
  readonly memoryBytes: number;
}

export function machineInfo(read: ReadText = readSystemFile): MachineInfo {
  const processors = cpus();
  return {
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    available: availableParallelism(),
    physicalCores: physicalCores(read),
    cpuQuota: cpuQuota(read),
    threads: defaultThreads(read),
    features: cpuFeatures(read),
    memoryBytes: totalmem(),
  };
}
