// What a worker of a pool runs, thread or process. A program as text needs no file beside it, which bundlers would leave out.

/** Plain JavaScript: a `WorkerStart` comes in, then `RunMessage`s; `WorkerReply`s go out. */
export const WORKER_PROGRAM = `
const { parentPort } = require('node:worker_threads');
const port = parentPort ?? process;
const post = (reply) => (parentPort === null ? process.send(reply) : parentPort.postMessage(reply));
// onnxruntime's tensors would use it, and its binding cannot read it.
delete globalThis.Float16Array;
const describe = ({ name, isTensor, type, shape }) => ({ name, isTensor, type, shape });
const text = (error) => String(error?.message ?? error);

async function start({ modulePath, model, options }) {
  const { InferenceSession, Tensor, env } = require(modulePath);
  env.logLevel = 'fatal';
  // The binding refuses shared memory, and copies what it keeps.
  const session = await InferenceSession.create(typeof model === 'string' ? model : model.slice(), options);
  port.on('message', async ({ feeds, outputs }) => {
    try {
      const tensors = {};
      for (const [name, { type, data, dims }] of feeds) tensors[name] = new Tensor(type, data, dims);
      const results = await session.run(tensors, outputs);
      const made = outputs.map((name) => [name, { type: results[name].type, dims: results[name].dims, data: results[name].data }]);
      post({ kind: 'result', outputs: made });
    } catch (error) {
      post({ kind: 'failed', error: text(error) });
    }
  });
  const { inputMetadata, outputMetadata } = session;
  post({ kind: 'ready', inputs: inputMetadata.map(describe), outputs: outputMetadata.map(describe) });
}
// A process whose parent is gone has nobody to work for.
if (parentPort === null) process.once('disconnect', () => process.exit());
port.once('message', (message) => start(message).catch((error) => post({ kind: 'refused', error: text(error) })));
`;
