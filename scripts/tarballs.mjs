// Builds and packs every public package into tarballs/, as it would be published: `core.tgz`, `cli.tgz` and so on.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './build.mjs';

const folder = join(root, 'tarballs');
const packages = readdirSync(join(root, 'packages'));

function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}${command} ${args.join(' ')} failed\n`);
  process.exit(1);
}

build();
// Declarations, for the editors of those who install them.
run(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...packages.map((name) => `packages/${name}`)],
  root,
);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const name of packages) {
  run('pnpm', ['pack', '--out', join(folder, `${name}.tgz`)], join(root, 'packages', name));
}
process.stdout.write(`${packages.map((name) => `tarballs/${name}.tgz`).join('\n')}\n`);
