// Runtime: where networks run. A value one passes, never a global.

import type { AbortSource } from './abort.js';
import type { Session } from './session.js';

/** The bytes of an ONNX file, whole or in order of arrival. */
export type OnnxBytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface LoadProgress {
  /** `read` while bytes come in, `create` while the engine prepares the network, `ready` at the end. */
  readonly phase: 'read' | 'create' | 'ready';
  /** Bytes of the file so far. */
  readonly loaded: number;
}

export interface LoadOptions {
  /** Stops the load; what was prepared by then is released. */
  signal?: AbortSource | undefined;
  onProgress?(progress: LoadProgress): void;
  /** What to call the network in errors, such as its file name. */
  name?: string;
}

/** An engine on some device. `@gossamer/runtime-node` and `@gossamer/runtime-web` make them. */
export interface Runtime {
  /** The engine, such as `onnxruntime-node`. */
  readonly name: string;
  /**
   * Prepares a network to run.
   * @throws RuntimeError where the engine refuses the file, DeviceUnavailableError where a device asked
   * for by name cannot run, AbortError
   */
  load(onnx: OnnxBytes, options?: LoadOptions): Promise<Session>;
}
