// `pnpm --filter @gossamer/peers page [models...]`: one table a network of everybody in one page of Chromium, by turns.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type CompeteOptions, compete } from '../network/compete.js';
import type { Corner } from '../network/corner.js';
import { prepareFiles } from '../network/prepare-files.js';
import { tableText } from '../network/table-text.js';
import { installRivals } from '../rivals/install-rivals.js';
import { buildProgram, rivalFolders } from './build-program.js';
import { openBrowser } from './open-browser.js';
import type { PageContestant } from './page-entry.js';
import { serveFolders } from './serve-folders.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
    rounds: { type: 'string', default: '15' },
    'block-ms': { type: 'string', default: '250' },
    /** Of software GPUs, whose runs take a second. */
    'webgpu-rounds': { type: 'string', default: '5' },
    'no-webgpu': { type: 'boolean', default: false },
  },
});

const USUAL = ['mobilenetv2_100', 'mobilenetv4_conv_small', 'ghostnet_100'];

/** The first of each list is what the others are compared with. */
const WASM: Partial<Record<PageContestant, string>> = {
  'gossamer-wasm': 'gossamer, on the page as the others',
  'gossamer-worker': 'gossamer, in its worker',
  'gossamer-module': 'gossamer, as a WebAssembly module',
  onnxruntime: 'onnxruntime-web by hand, timm -> torch.onnx.export',
  'transformers-wasm': 'transformers.js, wasm',
  tfjs: 'TensorFlow.js, wasm',
};
const WEBGPU: Partial<Record<PageContestant, string>> = {
  'gossamer-webgpu': 'gossamer, WebGPU in its worker',
  'transformers-webgpu': 'transformers.js, WebGPU',
};

/** Outputs further apart than this are not one network. */
const SAME = 1e-3;

const progress = (text: string): void => void process.stderr.write(`${text}\n`);

async function compare(
  model: string,
  url: string,
  shape: readonly number[],
  names: Partial<Record<PageContestant, string>>,
  options: CompeteOptions & { readonly most?: number },
): Promise<void> {
  await using page = await openBrowser(url);
  const corners: Corner[] = [];
  for (const [name, label] of Object.entries(names)) {
    progress(`${model}: opening ${label}`);
    corners.push(await page.open(name as PageContestant, label, shape, options.most));
  }
  const standings = await compete(corners, options);
  process.stdout.write(`${tableText(model, standings, `ms in Chromium ${page.version}`)}\n\n`);
  const wrong = standings.find(({ difference }) => !(difference < SAME));
  if (wrong) throw new Error(`${wrong.corner.entry.label} computes something else: ${wrong.difference}`);
}

installRivals(progress);
for (const model of positionals.length === 0 ? USUAL : positionals) {
  const folder = await mkdtemp(join(tmpdir(), 'gossamer-page-'));
  try {
    progress(`${model}: writing files`);
    const { shape, notes } = await prepareFiles(model, { folder, python: values.python });
    const program = await buildProgram(folder);
    await using server = await serveFolders({
      '/': program,
      '/files/': [folder],
      '/rivals/': rivalFolders(),
    });
    const { onnxruntime, ...withoutTimm } = WASM;
    const options = { rounds: Number(values.rounds), blockMs: Number(values['block-ms']), progress };
    await compare(model, server.url, shape, notes.length === 0 ? WASM : withoutTimm, options);
    for (const note of notes) process.stdout.write(`note: ${note}\n`);
    if (values['no-webgpu']) continue;
    const few = { rounds: Number(values['webgpu-rounds']), blockMs: 1, most: 1, progress };
    await compare(model, server.url, shape, WEBGPU, few);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
