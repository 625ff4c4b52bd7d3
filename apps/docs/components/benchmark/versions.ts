// Versions of what is measured with.

import gossamer from '@gossamer/runtime-web/package.json' with { type: 'json' };
import onnxruntime from '../../node_modules/onnxruntime-web/package.json' with { type: 'json' };

/** By the name of the package. */
export const engineVersions: Readonly<Record<string, string>> = {
  gossamer: gossamer.version,
  'onnxruntime-web': onnxruntime.version,
};
