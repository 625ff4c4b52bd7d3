// Next.js on the application, built by its webpack and exported as files.

import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Application } from '../application.js';
import { installBundler } from './install-bundler.js';

const PAGE = `
import { useEffect } from 'react';

export default function Page() {
  useEffect(() => void import('../main.js'), []);
  return <p>ready</p>;
}
`;

/** The exported folder. */
export async function buildNext({ folder }: Application): Promise<string> {
  const home = await installBundler('next');
  const root = join(folder, 'next');
  await mkdir(join(root, 'pages'), { recursive: true });
  await writeFile(join(root, 'package.json'), '{"name":"next-consumer","private":true}');
  await writeFile(join(root, 'next.config.js'), "module.exports = { output: 'export' };");
  await writeFile(join(root, 'pages/index.js'), PAGE);
  await cp(join(folder, 'main.js'), join(root, 'main.js'));
  await mkdir(join(root, 'node_modules'));
  for (const name of ['next', 'react', 'react-dom']) {
    await symlink(join(home, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const name of ['@gossamer', 'onnxruntime-web']) {
    await symlink(join(folder, 'node_modules', name), join(root, 'node_modules', name));
  }
  const next = join(home, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' as const };
  await promisify(execFile)(process.execPath, [next, 'build', '--webpack'], { cwd: root, env }).catch(
    (error: { stdout?: string; stderr?: string }) => {
      throw new Error(`next build: ${error.stdout}${error.stderr}`, { cause: error });
    },
  );
  return join(root, 'out');
}
