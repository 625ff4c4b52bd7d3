// A runtime in a page: networks are compiled here and run there, where they are also timed.

import type { Tensor } from '@gossamer/core';
import { collectBytes, type Runtime, type Session, sessionOf, throwIfAborted } from '@gossamer/core/runtime';
import type { Sample } from '../timed.js';
import type { BenchPage } from './browser-host.js';
import { fromWire, toWire } from './wire-tensor.js';

/** A session with a clock where it runs: the way there and back is nobody's time. */
export interface RemoteSession extends Session {
  /** Milliseconds of a run with the feeds of the last one. */
  sample(): Promise<number>;
}

export function isRemote(session: Session): session is RemoteSession {
  return 'sample' in session;
}

/** Only its wall time is known. */
export async function remoteSample(session: RemoteSession): Promise<Sample> {
  const ms = await session.sample();
  return { wallMs: ms, cpuMs: ms };
}

export function browserRuntime(page: BenchPage): Runtime {
  let networks = 0;
  return {
    name: `${page.device} in a browser`,
    async load(onnx, options = {}): Promise<RemoteSession> {
      const id = networks++;
      const bytes = await collectBytes(onnx, options);
      throwIfAborted(options.signal, 'the load');
      const file = page.publish(bytes);
      const { inputs, outputs } = await page.call('load', id, file.url).finally(file.withdraw);
      const session = sessionOf({
        inputs,
        outputs,
        device: page.device,
        async run(feeds, wanted) {
          const results = await page.call('run', id, mapped(feeds, toWire));
          const tensors = mapped(results, fromWire);
          return Object.fromEntries(wanted.map((name) => [name, tensors[name] as Tensor]));
        },
        release: () => page.call('dispose', id),
      });
      return Object.assign(session, { sample: () => page.call('sample', id) });
    },
  };
}

function mapped<A, B>(values: Readonly<Record<string, A>>, of: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, of(value)]));
}
