// Where onnxruntime ran every node of a network, by its own profile.

import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface PlacedNode {
  readonly op: string;
  /** `CPUExecutionProvider`, `WebGpuExecutionProvider`, ... */
  readonly provider: string;
}

export interface ProfileOptions {
  readonly device: 'cpu' | 'webgpu';
  readonly input: string;
  readonly shape: readonly number[];
}

/** Runs the network once in a process of its own, where a driver can be put in the way of the loader. */
export async function profileOnnxruntime(
  onnx: Uint8Array,
  { device, input, shape }: ProfileOptions,
): Promise<readonly PlacedNode[]> {
  const folder = await mkdtemp(join(tmpdir(), 'gossamer-profile-'));
  try {
    await writeFile(join(folder, 'network.onnx'), onnx);
    const binding = import.meta.resolve('onnxruntime-node');
    const program = `
      const { InferenceSession, Tensor } = (await import(${JSON.stringify(binding)})).default;
      const session = await InferenceSession.create('network.onnx', {
        executionProviders: [${JSON.stringify(device)}], enableProfiling: true,
        profileFilePrefix: 'profile', logSeverityLevel: 3, intraOpNumThreads: 1 });
      const shape = ${JSON.stringify(shape)};
      const data = new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5);
      await session.run({ ${JSON.stringify(input)}: new Tensor('float32', data, shape) });
      session.endProfiling();`;
    const env = { ...process.env, ...(device === 'webgpu' ? softwareDriver() : {}) };
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, env });
    const name = (await readdir(folder)).find((file) => file.startsWith('profile')) as string;
    return nodesOf(JSON.parse(await readFile(join(folder, name), 'utf8')) as readonly Event[]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What makes Chromium's software driver the one WebGPU finds; undefined where there is no Chromium with one. The browser is
 * that of `CHROMIUM_PATH` or Debian's.
 */
export function softwareDriver(): Record<string, string> | undefined {
  const browser = process.env.CHROMIUM_PATH;
  const folders = [
    ...(browser && existsSync(browser) ? [dirname(realpathSync(browser))] : []),
    '/usr/lib/chromium',
  ];
  const folder = folders.find((path) =>
    ['libvulkan.so.1', 'vk_swiftshader_icd.json'].every((file) => existsSync(join(path, file))),
  );
  if (folder === undefined) return undefined;
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') };
}

interface Event {
  readonly cat: string;
  readonly name: string;
  readonly args: { readonly op_name: string; readonly provider?: string };
}

function nodesOf(events: readonly Event[]): PlacedNode[] {
  return events
    .filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'))
    .map(({ args }) => ({ op: args.op_name, provider: args.provider ?? 'unknown' }));
}
