// onnxruntime's threads that never start: noticed, for onnxruntime itself would wait for ever.

import { RuntimeError } from '@gossamer/core';

/** Threads start within a second; a processor that everybody wants takes its time. */
const START_MS = 60_000;
const LOOK_MS = 1000;

/**
 * What `starting` gives. How long its file takes to arrive is the network's business, so time counts from then.
 * @throws RuntimeError where nothing has come of it a minute after the `.wasm` file was there
 */
export function threadsStarted<T>(starting: Promise<T>, threads: number): Promise<T> {
  if (threads === 1) return starting;
  return new Promise((resolve, reject) => {
    let left = START_MS;
    const timer = setInterval(() => {
      if (hasFile()) left -= LOOK_MS;
      if (left <= 0) reject(notStarted(threads));
    }, LOOK_MS);
    starting.then(resolve, reject);
    const stop = (): void => clearInterval(timer);
    starting.then(stop, stop);
  });
}

/** Whether onnxruntime's WebAssembly has come: browsers note a file when its last byte is there. */
function hasFile(): boolean {
  return performance.getEntriesByType('resource').some(({ name }) => /ort-wasm[\w.-]*\.wasm/.test(name));
}

function notStarted(threads: number): RuntimeError {
  return new RuntimeError(`onnxruntime-web does not start: its ${threads} threads did not begin`, {
    hint: 'load again, or say threads: 1; Firefox does not always start the threads of a worker',
    details: { notStarted: true },
  });
}
