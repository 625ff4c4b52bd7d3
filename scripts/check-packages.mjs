// Packs every public package as it would be published and lets publint and attw read the tarballs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from './build.mjs';

const bin = (name) => join(root, 'node_modules/.bin', name);

function run(command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return true;
  process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}`);
  return false;
}

/** The commands that judge one tarball. A package without modules, such as a program, has no types to judge. */
function checks(manifest, tarball) {
  const modules = Object.keys(manifest.exports).some((path) => path !== './package.json');
  const publint = [bin('publint'), ['run', tarball, '--strict']];
  const attw = [bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'ascii']];
  return modules ? [publint, attw] : [publint];
}

/** CommonJS programs load ES modules by `require`, as long as nothing awaits at their top. Workers are for browsers. */
function requires(manifest, cwd) {
  const entries = Object.entries(manifest.exports).filter(([name]) => !name.startsWith('./worker-'));
  const paths = entries.flatMap(([, { default: path }]) => path ?? []);
  return run(process.execPath, ['-e', `for (const path of ${JSON.stringify(paths)}) require(path)`], cwd);
}

build();
let ok = run(bin('tsc'), ['-b']);
const folder = mkdtempSync(join(tmpdir(), 'gossamer-pack-'));
try {
  for (const name of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', name);
    const manifest = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    const tarball = join(folder, `${name}.tgz`);
    const good =
      requires(manifest, cwd) &&
      run('pnpm', ['pack', '--out', tarball], cwd) &&
      checks(manifest, tarball)
        .map(([command, args]) => run(command, args))
        .every(Boolean);
    process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${manifest.name}\n`);
    ok &&= good;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = ok ? 0 : 1;
