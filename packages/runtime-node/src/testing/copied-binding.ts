// A copy of onnxruntime-node whose folder of native libraries a test may spoil.

import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Binding, loadBinding, nativeFolder } from '../binding.js';

export interface CopiedBinding extends Binding, AsyncDisposable {
  /** Puts a file beside the binding. */
  put(name: string, content: string): Promise<void>;
}

export async function copiedBinding(): Promise<CopiedBinding> {
  const original = await loadBinding();
  const from = dirname(dirname(original.modulePath as string));
  const root = await mkdtemp(join(tmpdir(), 'gossamer-binding-'));
  const to = join(root, 'node_modules/onnxruntime-node');
  const modulePath = join(to, 'dist/index.js');
  const folder = nativeFolder(modulePath);
  await mkdir(folder, { recursive: true });
  await cp(join(from, 'dist'), join(to, 'dist'), { recursive: true });
  await cp(join(from, 'package.json'), join(to, 'package.json'));
  await symlink(join(from, '../onnxruntime-common'), join(root, 'node_modules/onnxruntime-common'));
  // The binding is copied, so that it looks for its libraries in the new folder.
  await cp(
    join(original.folder as string, 'onnxruntime_binding.node'),
    join(folder, 'onnxruntime_binding.node'),
  );
  await symlink(join(original.folder as string, 'libonnxruntime.so.1'), join(folder, 'libonnxruntime.so.1'));
  return {
    ...original,
    modulePath,
    folder,
    put: (name, content) => writeFile(join(folder, name), content),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
