// Builds the packages with turbo, unless nothing changed since the last time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, 'node_modules/.cache/gossamer');

/** The newest change below `path`; folders count, so that a deleted file is noticed. */
function newest(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), info.mtimeMs);
}

function isFresh(builtAt) {
  if (!builtAt || !existsSync(join(root, 'packages/cli/dist/main.js'))) return false;
  const sources = readdirSync(join(root, 'packages')).flatMap((name) =>
    ['src', 'package.json', 'tsup.config.ts'].map((part) => join(root, 'packages', name, part)),
  );
  sources.push(join(root, 'tsup.base.ts'), join(root, 'pnpm-lock.yaml'));
  return sources.every((path) => newest(path) <= builtAt);
}

/** Runs turbo for everything, or for one package and what it needs; true when it built. */
function turbo(filter, output) {
  const started = new Date();
  const args = ['run', 'build', ...output.args, ...(filter ? [`--filter=${filter}...`] : [])];
  const { status, error, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/turbo'), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
    stdio: output.stdio,
  });
  if (status !== 0) {
    process.stderr.write(
      `${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}the build failed\n`,
    );
    return false;
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stampOf(filter), '');
  utimesSync(stampOf(filter), started, started);
  return true;
}

const stampOf = (filter) => join(cache, filter ? `built-${filter}` : 'built');

/**
 * Brings `dist/` up to date before a program uses it. Writes to standard error only, and nothing at all where
 * nothing had to be done. Ends the process when the build fails.
 */
export function build(filter) {
  if (isFresh(Math.max(newest(stampOf(filter)), newest(stampOf())))) return;
  process.stderr.write(`building ${filter ?? 'all packages'}\n`);
  if (!turbo(filter, { args: ['--output-logs=errors-only'], stdio: 'pipe' })) process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = turbo(undefined, { args: [], stdio: 'inherit' }) ? 0 : 1;
}
