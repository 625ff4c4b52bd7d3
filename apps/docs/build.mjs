// Builds the whole site: generated pages, the packages' reference, then VitePress.
import { build } from 'vitepress';
import { buildApi } from './build-api.mjs';
import { generate } from './generate.mjs';

await generate();
if (!(await buildApi())) throw new Error('typedoc found errors');
await build(import.meta.dirname);
