// Chunks of a file into one array.

import { OptionError } from '../errors.js';
import { joinBytes } from '../join-bytes.js';
import { throwIfAborted } from './abort.js';
import type { LoadOptions, OnnxBytes } from './runtime.js';

/**
 * The whole file; chunks are kept and joined at the end.
 * @throws AbortError; OptionError where the source is not bytes
 */
export async function collectBytes(source: OnnxBytes, options: LoadOptions = {}): Promise<Uint8Array> {
  const { signal, onProgress } = options;
  throwIfAborted(signal, 'the load');
  if (isBytes(source)) return source;
  if (!isIterable(source)) throw notBytes(source);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  for await (const chunk of source) {
    throwIfAborted(signal, 'the load');
    if (!isBytes(chunk)) throw notBytes(chunk);
    chunks.push(chunk);
    loaded += chunk.length;
    onProgress?.({ phase: 'read', loaded });
  }
  return joinBytes(chunks);
}

function notBytes(source: unknown): OptionError {
  const kind =
    source === null ? 'null' : typeof source === 'object' ? source.constructor?.name : typeof source;
  return new OptionError(`the network is given as ${kind}, expected the bytes of an ONNX file`, {
    hint: 'pass a Uint8Array, or an iterable of them',
  });
}

/** By brand, not by `instanceof`: bytes of another realm are as good. */
function isBytes(source: unknown): source is Uint8Array {
  return ArrayBuffer.isView(source) && (source as Uint8Array)[Symbol.toStringTag] === 'Uint8Array';
}

function isIterable(source: unknown): boolean {
  return (
    typeof source === 'object' &&
    source !== null &&
    (Symbol.iterator in source || Symbol.asyncIterator in source)
  );
}
