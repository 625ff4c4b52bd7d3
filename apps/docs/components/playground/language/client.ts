// The page's side of the language worker.

import type { Methods, Reply, Request } from './protocol.js';

type Client = {
  readonly [M in keyof Methods]: (...args: Parameters<Methods[M]>) => Promise<ReturnType<Methods[M]>>;
};

export interface LanguageClient extends Client {
  dispose(): void;
}

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Starts the worker. Calls are answered in order; they are rejected where the worker cannot start. */
export function startLanguage(): LanguageClient {
  const worker = new Worker(new URL('./language.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  worker.onmessage = ({ data: { id, result, error } }: MessageEvent<Reply>) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result as never);
    else call?.reject(new Error(error));
  };
  worker.onerror = ({ message }) => {
    for (const { reject } of waiting.values())
      reject(new Error(message || 'the language worker did not start'));
    waiting.clear();
  };
  const call = (method: Request['method'], args: readonly unknown[]): Promise<never> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, args });
    });
  return {
    check: (...args) => call('check', args),
    complete: (...args) => call('complete', args),
    describe: (...args) => call('describe', args),
    hover: (...args) => call('hover', args),
    dispose: () => worker.terminate(),
  };
}
