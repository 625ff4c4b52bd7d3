// The WASM worker where threads never start, as sometimes in Firefox; its clock runs a hundred times as fast.

import '../../worker-wasm.js';

const { setInterval } = globalThis;
Object.assign(globalThis, {
  setInterval: (work: () => void, ms: number) => setInterval(work, ms / 100),
  Worker: class extends EventTarget {
    postMessage(): void {}
    terminate(): void {}
  },
});
