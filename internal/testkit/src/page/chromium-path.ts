// The Chromium that tests drive.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FIND = fileURLToPath(new URL('../../../../scripts/ensure-browser.mjs', import.meta.url));

/** The one CHROMIUM_PATH names, else one that is found or installed. */
export function chromiumPath(): string {
  return process.env.CHROMIUM_PATH || execFileSync(process.execPath, [FIND], { encoding: 'utf8' }).trim();
}
