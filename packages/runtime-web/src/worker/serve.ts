// The worker's side: holds engines and answers requests one after another.

import { GossamerError, type Tensor } from '@gossamer/core';
import type { Engine } from '@gossamer/core/runtime';
import { closePictures } from '../feeds.js';
import type { OrtModule } from '../load-ort.js';
import type { CreateEngine, SessionRequest } from '../ort-session.js';
import { type PlainFault, plainInfo, type Request } from './messages.js';

interface WorkerScope {
  readonly name: string;
  readonly navigator: Partial<Pick<Navigator, 'locks'>>;
  addEventListener(
    type: 'message',
    listener: (event: { data: { id: number; request: Request } }) => void,
  ): void;
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
}

/** Answers the page's requests with this build of onnxruntime-web. */
export function serve(ort: OrtModule, createEngine: CreateEngine): void {
  const scope = globalThis as unknown as WorkerScope;
  // onnxruntime's own threads load the script it was bundled into: they are not ours to answer for.
  if (scope.name.startsWith('em-pthread')) return;
  const engines = new Map<number, Engine>();
  let last: Promise<void> = Promise.resolve();
  scope.addEventListener('message', ({ data: { id, request } }) => {
    last = last.then(async () => {
      try {
        const value = await answer(engines, request, (wanted) => createEngine(ort, wanted));
        scope.postMessage({ id, value }, request.kind === 'run' ? buffersOf(value) : []);
      } catch (error) {
        scope.postMessage({ id, fault: faultOf(error) });
      }
    });
  });
  scope.postMessage({ id: 0, value: 'ready' });
  holdLock(scope);
}

/** Until the worker is gone, by whatever: its page waits for the lock. Pages that are not secure have none. */
function holdLock(scope: WorkerScope): void {
  if (scope.navigator.locks === undefined) return;
  const lock = `gossamer-worker-${crypto.randomUUID()}`;
  const held = (): Promise<never> => {
    scope.postMessage({ lock });
    return new Promise(() => {});
  };
  // Without an origin there are no locks either.
  scope.navigator.locks.request(lock, held).catch(() => {});
}

async function answer(
  engines: Map<number, Engine>,
  message: Request,
  create: (request: SessionRequest) => Promise<Engine>,
): Promise<unknown> {
  const { session } = message;
  if (message.kind === 'load') {
    const engine = await create(message.request);
    engines.set(session, engine);
    return { inputs: engine.inputs.map(plainInfo), outputs: engine.outputs.map(plainInfo) };
  }
  const engine = engines.get(session);
  if (message.kind === 'run') {
    return engine?.run(message.feeds, message.outputs).finally(() => closePictures(message.feeds));
  }
  engines.delete(session);
  return engine?.release();
}

/** Outputs that are views of WebAssembly's memory cannot be given away; onnxruntime hands out copies. */
function buffersOf(results: unknown): ArrayBuffer[] {
  const buffers = Object.values(results as Record<string, Tensor>).map(
    ({ data }) => data.buffer as ArrayBuffer,
  );
  return [...new Set(buffers)];
}

function faultOf(error: unknown): PlainFault {
  if (!(error instanceof GossamerError)) {
    return { code: 'RUNTIME', reason: String(error), deviceLost: false, notStarted: false };
  }
  const { code, reason, hint, details } = error;
  const deviceLost = details.deviceLost === true || /device (is|was) lost|device lost/i.test(reason);
  return { code, reason, hint, deviceLost, notStarted: details.notStarted === true };
}
