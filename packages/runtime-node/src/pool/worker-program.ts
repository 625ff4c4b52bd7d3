// What a worker of a pool runs, thread or process. A program as text needs no file beside it, which bundlers would leave out.

/** Plain JavaScript: a `WorkerStart` comes in, then `WorkerTask`s; `WorkerReply`s go out. Tasks may overlap. */
export const WORKER_PROGRAM = `
const { parentPort } = require('node:worker_threads');
const port = parentPort ?? process;
const post = (reply) => (parentPort === null ? process.send(reply) : parentPort.postMessage(reply));
// onnxruntime's tensors would use it, and its binding cannot read it.
delete globalThis.Float16Array;
const describe = ({ name, isTensor, type, shape }) => ({ name, isTensor, type, shape });
const text = (error) => String(error?.message ?? error);

async function start({ id, modulePath, model, options }) {
  const { InferenceSession, Tensor, env } = require(modulePath);
  env.logLevel = 'fatal';
  // The binding refuses shared memory, and copies what it keeps.
  const session = await InferenceSession.create(typeof model === 'string' ? model : model.slice(), options);
  const run = async (feeds, outputs) => {
    const tensors = {};
    for (const [name, { type, data, dims }] of feeds) tensors[name] = new Tensor(type, data, dims);
    const results = await session.run(tensors, outputs);
    return outputs.map((name) => [name, { type: results[name].type, dims: results[name].dims, data: results[name].data }]);
  };
  let pictures;
  const withPictures = async ({ module, job }) => {
    pictures ??= import(module).then(({ pictureJobs }) => pictureJobs(run));
    return (await pictures)(job);
  };
  port.on('message', async (message) => {
    const { id } = message;
    try {
      const result = await (message.job ? withPictures(message) : run(message.feeds, message.outputs));
      post({ id, kind: 'done', result });
    } catch (error) {
      post({ id, kind: 'failed', error: text(error) });
    }
  });
  const { inputMetadata, outputMetadata } = session;
  post({ id, kind: 'ready', inputs: inputMetadata.map(describe), outputs: outputMetadata.map(describe) });
}
// A process whose parent is gone has nobody to work for.
if (parentPort === null) process.once('disconnect', () => process.exit());
port.once('message', (message) =>
  start(message).catch((error) => post({ id: message.id, kind: 'refused', error: text(error) })));
`;
