// Bundles and runs the profile of each layer: MODELS, SIZE, SIMD, PRECISION, ROUNDS and TOP choose what it shows.
import { bundled } from './bundled.mjs';

await import(await bundled('profile'));
