// Every test: builds the packages, finds or gets the browser, runs vitest with the arguments given.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './build.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

build();
const browser = ensureBrowser();
if (!browser) {
  process.stderr.write('no Chromium: install one or set CHROMIUM_PATH; the browser tests need it\n');
  process.exit(1);
}

function node(program, args) {
  const env = { ...process.env, CHROMIUM_PATH: browser };
  const { status } = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
  });
  return status === 0;
}

// Type tests read the declarations of the packages.
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const typed = node('node_modules/typescript/bin/tsc', ['-b', ...packages]);
const tested = node('node_modules/vitest/vitest.mjs', ['run', ...process.argv.slice(2)]);
process.exitCode = typed && tested ? 0 : 1;
