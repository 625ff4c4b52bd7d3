// Loads onnxruntime-node when it is first needed, so that importing this package costs nothing and can be tested without it.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RuntimeError } from '@gossamer/core';

export type OrtModule = typeof import('onnxruntime-node');

export interface Binding {
  readonly ort: OrtModule;
  readonly version: string;
  /** What a child process requires to load the same module; undefined where it cannot be found on disk. */
  readonly modulePath: string | undefined;
  /** Where the native libraries are. */
  readonly folder: string | undefined;
}

/**
 * onnxruntime-node with its process-wide logging off: what it would write to standard error comes as errors.
 * @throws RuntimeError where the package is not installed or its native part does not load
 */
export async function loadBinding(
  importModule: () => Promise<OrtModule> = () => import('onnxruntime-node'),
): Promise<Binding> {
  disableTelemetry();
  let ort: OrtModule;
  try {
    ort = await importModule();
  } catch (error) {
    throw importError(error);
  }
  ort.env.logLevel = 'fatal';
  keepHalfBits(ort);
  const modulePath = resolveModule();
  return {
    ort,
    version: ort.env.versions.node ?? 'unknown',
    modulePath,
    folder: modulePath && nativeFolder(modulePath),
  };
}

/**
 * onnxruntime's telemetry reads the command line with a regular expression that overflows the stack where there are
 * a thousand paths on it; nor should a library report home unasked. It is read when the binding loads. Worker threads
 * have a copy of the environment that native code does not see: call it on the main thread before they start.
 */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
}

/**
 * Where the language has Float16Array (Node 24), onnxruntime's tensors hold half floats in one, which its binding
 * cannot read. They decide once, by the first tensor made: it is made while there seems to be none.
 */
function keepHalfBits(ort: OrtModule): void {
  const place = globalThis as { Float16Array?: unknown };
  const half = Object.getOwnPropertyDescriptor(place, 'Float16Array');
  if (half === undefined) return;
  delete place.Float16Array;
  try {
    new ort.Tensor('float32', Float32Array.of(0), [1]);
  } finally {
    Object.defineProperty(place, 'Float16Array', half);
  }
}

/** `bin/napi-v6/linux/x64` beside `dist/index.js`. */
export function nativeFolder(modulePath: string): string {
  return join(dirname(dirname(modulePath)), 'bin', 'napi-v6', process.platform, process.arch);
}

function resolveModule(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node');
  } catch {
    return undefined;
  }
}

function importError(cause: unknown): RuntimeError {
  const { code, message = String(cause) } = cause as NodeJS.ErrnoException;
  const missing = /^(ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)$/.test(code ?? '');
  if (missing && !message.includes('onnxruntime_binding')) {
    return new RuntimeError('the package onnxruntime-node is not installed', {
      hint:
        'npm install onnxruntime-node (behind a proxy, or where CUDA is not wanted: ' +
        'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node)',
      cause,
    });
  }
  return new RuntimeError(`onnxruntime-node does not load here: ${message.split('\n')[0]}`, {
    hint:
      'it ships for Linux with glibc (x64, arm64), macOS (x64, arm64) and Windows (x64, arm64); ' +
      'on another system use @gossamer/runtime-web on WASM',
    details: { platform: process.platform, arch: process.arch },
    cause,
  });
}
