// The Node runtime: onnxruntime-node behind core's interface.

import { collectBytes, type LoadOptions, type Runtime, type Session } from '@gossamer/core/runtime';
import { type Binding, loadBinding } from './binding.js';
import { checkThreads, devicesOf } from './check-options.js';
import type { DeviceStatus } from './devices/device-status.js';
import { createProber } from './devices/probe.js';
import { fileSize } from './files/io-error.js';
import { type Engine, loadSession } from './load-session.js';
import type { NodeRuntimeOptions } from './options.js';

export interface NodeRuntime extends Runtime {
  readonly name: 'onnxruntime-node';
  /** Like `load`, by path: for files with external data, and those too large to hold twice. */
  loadFile(path: string, options?: LoadOptions): Promise<Session>;
  /** Every device and whether it can run here, tried out. */
  devices(): Promise<readonly DeviceStatus[]>;
  /** The version of onnxruntime-node. */
  version(): Promise<string>;
}

/**
 * A runtime on onnxruntime-node, which is loaded by the first call that needs it. A run holds the thread it is
 * called on until it is over, so a signal that fires meanwhile is seen after it.
 *
 * @throws OptionError for options outside what is allowed
 *
 * @example
 * ```ts
 * const runtime = nodeRuntime({ device: 'cpu' });
 * await using session = await runtime.load(await encodeOnnx(model));
 * const { logits } = await session.run({ pixel_values: image });
 * ```
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): NodeRuntime {
  return createNodeRuntime(options, loadBinding);
}

/** `nodeRuntime` on a binding from elsewhere. */
export function createNodeRuntime(
  options: NodeRuntimeOptions,
  getBinding: () => Promise<Binding>,
): NodeRuntime {
  const devices = devicesOf(options.device);
  const unasked = options.device === undefined || options.device === 'auto';
  if (options.threads !== undefined) checkThreads(options.threads);
  let known: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    known ??= getBinding().then((binding) => {
      return { binding, prober: createProber(binding, options), options, devices, unasked };
    });
    return known;
  };
  return {
    name: 'onnxruntime-node',
    async load(onnx, loadOptions = {}) {
      const bytes = await collectBytes(onnx, loadOptions);
      return loadSession(await engine(), { file: bytes, size: bytes.length }, loadOptions);
    },
    async loadFile(path, loadOptions = {}) {
      const size = await fileSize(path);
      return loadSession(await engine(), { file: path, size }, { name: path, ...loadOptions });
    },
    async devices() {
      const { prober } = await engine();
      return Promise.all(devicesOf('auto').map((device) => prober.probe(device, false)));
    },
    version: async () => (await engine()).binding.version,
  };
}
