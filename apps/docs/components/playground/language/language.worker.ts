// The worker that TypeScript's language service lives in: it is large, and typing must not wait for it.

import declarations from 'virtual:playground-types';
import type { Reply, Request } from './protocol.js';
import { Language } from './service.js';

const language = new Language(declarations);

addEventListener('message', ({ data: { id, method, args } }: MessageEvent<Request>) => {
  postMessage(answer(id, method, args));
});

function answer(id: number, method: Request['method'], args: readonly never[]): Reply {
  try {
    const call = language[method] as (...args: readonly never[]) => unknown;
    return { id, result: call.apply(language, args as never[]) };
  } catch (error) {
    return { id, error: String(error) };
  }
}
