// CUDA: the provider's files beside the binding, then a one-node network; a failure is put into words.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Binding } from '../binding.js';
import type { CudaOptions } from '../options.js';
import { type DeviceStatus, unavailable } from './device-status.js';
import { type Trial, tryDevice } from './try-device.js';

const LIBRARIES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

const REINSTALL =
  "gossamer setup cuda; or let onnxruntime-node's install script fetch them: npm rebuild onnxruntime-node " +
  '(pnpm: allow it under onlyBuiltDependencies first)';

/** What the loader says of a library that is missing, and what that means. */
const CAUSES = [
  {
    pattern: /libcudnn/,
    reason: 'cuDNN 9 is not installed',
    fix: 'install cuDNN 9 for CUDA 12 and put it on the library path',
  },
  {
    pattern: /lib(cudart|cublas|cublasLt|cufft|curand|nvrtc)\b/,
    reason: 'the CUDA 12 runtime is not installed',
    fix: 'install the CUDA 12 toolkit or its runtime libraries and put them on the library path',
  },
  {
    pattern:
      /libcuda\.so|driver version is insufficient|no CUDA-capable device|cudaError(NoDevice|InsufficientDriver)/,
    reason: 'there is no NVIDIA driver or no NVIDIA GPU that CUDA 12 can use',
    fix: 'nvidia-smi should list a GPU; in a container pass it in (docker run --gpus all)',
  },
  {
    pattern: /file too short|invalid ELF header|wrong ELF class|undefined symbol/,
    reason: "onnxruntime's CUDA library is damaged or of another version",
    fix: REINSTALL,
  },
];

export async function probeCuda(binding: Binding, options: CudaOptions = {}): Promise<DeviceStatus> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return unavailable(
      'cuda',
      `onnxruntime-node has CUDA for Linux x64 only, this is ${process.platform} ${process.arch}`,
    );
  }
  const missing = LIBRARIES.filter((name) => !existsSync(join(binding.folder ?? '', name)));
  if (binding.folder !== undefined && missing.length > 0) {
    return unavailable(
      'cuda',
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not beside onnxruntime-node's binding`,
      REINSTALL,
    );
  }
  if (binding.modulePath === undefined) return { device: 'cuda', available: true };
  const trial = await tryDevice(binding.modulePath, { name: 'cuda', ...options });
  return trial.ok ? { device: 'cuda', available: true } : explainCuda(trial);
}

/** What went wrong, from what onnxruntime threw and what it logged. */
export function explainCuda(trial: Trial): DeviceStatus {
  const told = `${trial.log}\n${trial.error}`;
  const text = /with error: (.+)/.exec(trial.log)?.[1] ?? trial.error;
  const cause = CAUSES.find(({ pattern }) => pattern.test(told));
  return unavailable('cuda', cause === undefined ? text : `${cause.reason} (${text})`, cause?.fix);
}
