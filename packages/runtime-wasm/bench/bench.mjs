// Bundles and runs the measurements: MODELS, ROUNDS, SIZE, THREADS and WHERE=node|chromium choose among them.
import { bundled } from './bundled.mjs';

await import(await bundled('measure'));
