// Progress of a download as a line of the terminal.

import type { DownloadProgress } from '@gossamer/core/hub';
import { formatBytes } from '../format/numbers.js';
import type { Output } from './output.js';

/** `model.safetensors: 3.1 of 14.2 MB`, while it is being downloaded. */
export function downloadProgress(output: Output): (progress: DownloadProgress) => void {
  return ({ phase, file, loaded, total }) => {
    if (phase === 'download') output.progress(`${file}: ${formatBytes(loaded)} of ${formatBytes(total)}`);
  };
}
