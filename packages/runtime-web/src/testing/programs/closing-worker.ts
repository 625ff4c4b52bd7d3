// The WASM worker, which closes itself where it would answer a run.

import '../../worker-wasm.js';

type Answer = (message: { value?: { y?: unknown } }, transfer: Transferable[]) => void;

const scope = globalThis as unknown as { postMessage: Answer; close(): void };
const answer = scope.postMessage.bind(scope);
scope.postMessage = (message, transfer) => {
  if (message.value?.y === undefined) answer(message, transfer);
  else scope.close();
};
