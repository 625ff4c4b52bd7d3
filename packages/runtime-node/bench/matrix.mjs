// The set-ups users have: Node 20, 22 and 24, six threads, quotas of one and two CPUs, no CUDA, a broken CUDA library,
// WebGPU on a software driver. Runs the package's tests in each; the newer Nodes come from npm.
//
//   node bench/matrix.mjs [20 22 24]

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
// Threads, broken CUDA, software WebGPU and quotas are cases of these files.
const tests = ['processes', 'node-runtime', 'devices', 'machine', 'pool'].map(
  (name) => `packages/runtime-node/src/${name}`,
);
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (!existsSync(driver)) console.log(`WebGPU is left out: there is no ${driver}`);

let failed = 0;
for (const version of versions) {
  const same = process.versions.node.startsWith(`${version}.`);
  const node = same ? [process.execPath] : ['npx', '-y', '-p', `node@${version}`, 'node'];
  const [command, ...args] = [
    ...node,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'node',
    ...tests,
  ];
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  const summary = stdout.split('\n').filter((line) => /Tests|FAIL|×/.test(line));
  console.log(
    `node ${version}: ${status === 0 ? 'passed' : 'failed'}\n${summary.join('\n')}${status === 0 ? '' : stderr}`,
  );
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
