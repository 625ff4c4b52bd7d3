// The set-ups users have: Node 20, 22 and 24 (the newer ones come from npm), each with
// - auto where nothing but the CPU is, and with a CUDA library that is broken
// - WebGPU on a software driver (Chromium's, where it is installed)
// - six worker threads at once
// - quotas of one and two processors (where control groups can be made)
// - pools, pictures read in workers, kills and resuming
//
//   node bench/matrix.mjs [20 22 24]
//
// Every one of them is a test that CI runs on its own Node; other Nodes are this command's. A set-up that cannot be made here is
// named as skipped.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
const tests = ['processes', 'node-runtime', 'devices', 'machine', 'pool', 'folder', 'outputs'].map(
  (name) => `packages/runtime-node/src/${name}`,
);
/** Rows of the table: a part of a test's full name, and what it shows. */
const rows = [
  ['is passed over with a reason in a list and under auto', 'auto with nothing'],
  ['a broken CUDA library is told from a missing one', 'a broken CUDA library'],
  ['runs when asked for by name', 'WebGPU on a software driver'],
  ['run side by side, six at once', 'six worker threads'],
  ['of 1 processors', 'a quota of 1'],
  ['of 2 processors', 'a quota of 2'],
  ['createPool', 'a pool'],
  ['killed at random moments', 'killed and resumed'],
];

const folder = mkdtempSync(join(tmpdir(), 'gossamer-matrix-'));
const tables = versions.map(testOn);
rmSync(folder, { recursive: true });
console.log(`${''.padEnd(30)}${versions.map((version) => `node ${version}`.padEnd(10)).join('')}`);
for (const [part, name] of rows) {
  const states = tables.map((results) => stateOf(results.filter(({ fullName }) => fullName.includes(part))));
  console.log(`${name.padEnd(30)}${states.map((state) => state.padEnd(10)).join('')}`);
}
const totals = tables.map((all) => `${all.filter(({ status }) => status === 'passed').length}/${all.length}`);
console.log(`${'tests passed'.padEnd(30)}${totals.map((total) => total.padEnd(10)).join('')}`);
for (const { fullName, failureMessages } of tables.flat().filter(({ status }) => status === 'failed')) {
  console.log(`\n${fullName}\n${failureMessages.join('\n')}`);
  process.exitCode = 1;
}

function testOn(version) {
  const same = process.versions.node.startsWith(`${version}.`);
  const report = join(folder, `${version}.json`);
  const node = same ? [process.execPath] : ['npx', '-y', '-p', `node@${version}`, 'node'];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', '--typecheck.enabled=false'];
  const [command, ...args] = [...node, ...vitest, '--reporter=json', `--outputFile=${report}`, ...tests];
  const { stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
      ({ assertionResults }) => assertionResults,
    );
  } catch {
    return [{ fullName: `node ${version} did not run`, status: 'failed', failureMessages: [stderr] }];
  }
}

function stateOf(results) {
  if (results.some(({ status }) => status === 'failed')) return 'failed';
  return results.some(({ status }) => status === 'passed') ? 'passed' : 'skipped';
}
