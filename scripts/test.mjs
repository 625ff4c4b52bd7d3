// Every test: builds the packages, finds or gets the browser, runs vitest with the arguments given.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, root } from './build.mjs';
import { ensureBrowser } from './ensure-browser.mjs';

build();
const browser = ensureBrowser();
if (!browser) {
  process.stderr.write('no Chromium: install one or set CHROMIUM_PATH; the browser tests need it\n');
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: browser } },
);
process.exitCode = status ?? 1;
