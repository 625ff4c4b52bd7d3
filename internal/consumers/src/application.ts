// An application on the packed packages, in a folder of its own outside the workspace.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

export interface Application extends AsyncDisposable {
  readonly folder: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PACKAGES = ['core', 'blocks', 'models', 'runtime-wasm', 'runtime-web'];

const MAIN = `
import type { Session } from '@gossamer/core/runtime';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel, mobilenetv2_035 } from '@gossamer/models/mobilenetv2';
import { webRuntime } from '@gossamer/runtime-web';

async function classify(): Promise<object> {
  const { graph } = createModel(mobilenetv2_035, { size: 64, batch: 1 });
  const onnx = await encodeOnnx({ graph, weights: seededWeights(graph.params, 1) });
  const session: Session = await webRuntime({ threads: 2 }).load(onnx);
  const { logits } = await session.run({ pixel_values: seededInput('input', [1, 3, 64, 64]) });
  await session.dispose();
  return { classes: logits?.data.length, first: Number(logits?.data[0]), fallbacks: session.fallbacks };
}

Object.assign(globalThis, { classify });
`;

/** The folder with the tarballs' contents in node_modules and the sources of a small page. */
export async function createApplication(): Promise<Application> {
  const folder = await mkdtemp(join(tmpdir(), 'gossamer-consumer-'));
  await writeFile(join(folder, 'package.json'), '{"name":"consumer","type":"module","private":true}');
  await writeFile(join(folder, 'main.ts'), MAIN);
  // For bundlers that know no TypeScript.
  const { code } = await transform(MAIN, { loader: 'ts' });
  await writeFile(join(folder, 'main.js'), code);
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><script type="module" src="/main.ts"></script>',
  );
  for (const name of PACKAGES) await unpack(folder, name);
  await link(folder, 'onnxruntime-web', join(ROOT, 'internal/consumers/node_modules/onnxruntime-web'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function unpack(folder: string, name: string): Promise<void> {
  const source = join(ROOT, 'packages', name);
  const target = join(folder, 'node_modules/@gossamer', name);
  await mkdir(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: source,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '--strip-components=1', '-C', target]);
  const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (!dependency.startsWith('@gossamer/')) {
      await link(folder, dependency, join(source, 'node_modules', dependency));
    }
  }
}

async function link(folder: string, name: string, target: string): Promise<void> {
  const path = join(folder, 'node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
