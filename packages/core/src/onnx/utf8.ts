// UTF-8 bytes as text, by the codec library's own coder.

import { getTextEncoding } from '@bufbuild/protobuf/wire';

/** Bytes that are not UTF-8 become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return getTextEncoding().decodeUtf8(bytes);
}
