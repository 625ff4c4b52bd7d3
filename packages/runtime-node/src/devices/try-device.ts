// Runs a one-node network on a device in a child process: a driver that crashes or writes to standard error harms nobody.

import { execFile } from 'node:child_process';
import { ortText } from '@gossamer/core/runtime';

/** y = Relu(x) on float32[1,1], opset 17, as an ONNX file. */
export const ONE_NODE =
  'CAg6OwoMCgF4EgF5IgRSZWx1EgFnWhMKAXgSDgoMCAESCAoCCAEKAggBYhMKAXkSDgoMCAESCAoCCAEKAggBQgQKABAR';

export interface Trial {
  readonly ok: boolean;
  /** What onnxruntime threw. */
  readonly error: string;
  /** What native code wrote to standard error: often the only place the cause is told. */
  readonly log: string;
}

const TIMEOUT_MS = 60_000;

const SCRIPT = `
const [modulePath, provider, model] = process.argv.slice(1);
const done = (result) => require('node:fs').writeSync(1, JSON.stringify(result)) && process.kill(process.pid, 'SIGKILL');
(async () => {
  const { InferenceSession, Tensor } = require(modulePath);
  const session = await InferenceSession.create(Buffer.from(model, 'base64'), { executionProviders: [JSON.parse(provider)] });
  const { y } = await session.run({ x: new Tensor('float32', [3], [1, 1]) });
  if (y.data[0] !== 3) throw new Error('a wrong result: Relu(3) gave ' + y.data[0]);
  done({ ok: true, error: '' });
})().catch((error) => done({ ok: false, error: String(error?.message ?? error) }));
`;

/** Never rejects: a child that cannot be started or dies is a trial that failed. */
export function tryDevice(modulePath: string, provider: { readonly name: string }): Promise<Trial> {
  const args = ['-e', SCRIPT, '--', modulePath, JSON.stringify(provider), ONE_NODE];
  // Electron's program is Node with this variable.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: TIMEOUT_MS }, (failure, stdout, log) => {
      resolve(outcome(stdout, log, failure));
    });
  });
}

function outcome(stdout: string, log: string, failure: Error | null): Trial {
  try {
    const { ok, error } = JSON.parse(stdout) as Trial;
    return { ok, error: ortText(error), log };
  } catch {
    return { ok: false, error: `the process trying it died: ${failure?.message.split('\n')[0]}`, log };
  }
}
