// The sandbox: a frame without an origin, without network, in which a worker evaluates the reader's program.

/** Nothing but the script it is given: no request leaves it, it has no storage, no cookies, no page. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:";

/** Starts a worker for each program and hands it the port; ends the one before. */
const SCRIPT = `
let worker, url;
onmessage = ({ data, ports }) => {
  if (worker) worker.terminate();
  worker = undefined;
  if (data.runner !== undefined) url = URL.createObjectURL(new Blob([data.runner], { type: 'text/javascript' }));
  if (data.start !== undefined) {
    worker = new Worker(url);
    worker.postMessage(data.start, [ports[0]]);
  }
};
`;

/** A hidden frame on the page, ready for messages. */
export async function openFrame(): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.title = 'The sandbox that programs run in';
  frame.style.display = 'none';
  frame.srcdoc = `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>sandbox</title></head><body><script>${SCRIPT}</script></body></html>`;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  return frame;
}
