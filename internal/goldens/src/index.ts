// Paths and contents of the reference data.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Golden } from './golden.js';

export { generatedPicture } from './generated-picture.js';
export type { Golden, GoldenFeature, GoldenInput, GoldenLogits, GoldenSampled } from './golden.js';
export type {
  GeneratedGoldens,
  GeneratedPreprocessCase,
  GeneratedResizeCase,
  PreprocessCase,
  PreprocessGoldens,
} from './preprocess-golden.js';

/** The absolute path of a file or folder below `data/`, such as `pictures/chelsea.png`. */
export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.url));
}

/** One network or block case, such as `networks/mobilenetv2_100.json`. */
export function loadGolden(name: string): Golden {
  return loadJson<Golden>(name);
}

/** Any JSON file below `data/`; the caller names its form. */
export function loadJson<T>(name: string): T {
  return JSON.parse(readFileSync(goldenPath(name), 'utf8')) as T;
}
