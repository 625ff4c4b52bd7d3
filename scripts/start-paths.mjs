// Runs the commands of the site's start pages word for word: each page in an empty folder beside the clone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build.mjs';

const PATHS = ['node', 'web', 'cli'];

/** The blocks of a page that a reader runs. */
function commandsOf(page) {
  const text = readFileSync(join(root, 'apps/docs/start', `${page}.md`), 'utf8');
  return [...text.matchAll(/^```sh start\n([\s\S]*?)^```$/gm)].map((match) => match[1]).join('');
}

function follow(page, folder) {
  const started = Date.now();
  const { status } = spawnSync('bash', ['-euo', 'pipefail', '-c', commandsOf(page)], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_fund: 'false', npm_config_audit: 'false' },
  });
  const verdict = status === 0 ? 'ok  ' : 'FAIL';
  process.stdout.write(`${verdict} start/${page}, ${Math.round((Date.now() - started) / 1000)} s\n`);
  return status === 0;
}

const asked = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'gossamer-start-'));
try {
  symlinkSync(root, join(folder, 'gossamer'), 'dir');
  const pages = ['index', ...(asked.length > 0 ? asked : PATHS)];
  process.exitCode = pages.every((page) => follow(page, folder)) ? 0 : 1;
} finally {
  if (process.env.GOSSAMER_KEEP !== '1') rmSync(folder, { recursive: true, force: true });
  else process.stdout.write(`kept ${folder}\n`);
}
