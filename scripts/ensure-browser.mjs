// Finds a Chromium that starts, or gets one, and prints its path.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './build.mjs';

const SPARTICUZ = '@sparticuz/chromium@153.0.0';
const note = (text) => process.stderr.write(`browser: ${text}\n`);

function starts(path) {
  if (!path || !existsSync(path)) return false;
  return spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { stdio: ['ignore', 2, 2], timeout: 600_000, ...options });
  return status === 0;
}

function installed() {
  return [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find(starts);
}

/** Browsers that `playwright install chromium` left in its cache, the newest first. */
function playwrights() {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
  ];
  const programs = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ];
  return caches
    .filter((cache) => cache && existsSync(cache))
    .flatMap((cache) =>
      readdirSync(cache)
        .filter((name) => /^chromium-\d+$/.test(name))
        .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
        .flatMap((name) => programs.map((program) => join(cache, name, program))),
    )
    .find(starts);
}

/** A Chromium for Linux x64 packed as an npm package, unpacked into our own cache. */
function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = join(root, 'node_modules/.cache/chromium');
  const path = join(folder, 'chromium');
  if (starts(path)) return path;
  note(`fetching ${SPARTICUZ}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  if (!run('npm', ['install', '--silent', '--no-audit', '--no-fund', SPARTICUZ], { cwd: folder }))
    return undefined;
  const unpack = "await (await import('@sparticuz/chromium')).default.executablePath();";
  const env = { ...process.env, TMPDIR: folder };
  run(process.execPath, ['--input-type=module', '-e', unpack], { cwd: folder, env });
  return starts(path) ? path : undefined;
}

function fromDebian() {
  const debian = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (!debian) return undefined;
  note('installing chromium with apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  return installed();
}

/** The path of a Chromium that starts; undefined where none could be found or installed. */
export function ensureBrowser() {
  return installed() ?? playwrights() ?? fromNpm() ?? fromDebian();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = ensureBrowser();
  if (path) {
    process.stdout.write(`${path}\n`);
  } else {
    note('none found; install Chromium or Chrome, or set CHROMIUM_PATH');
    process.exitCode = 1;
  }
}
