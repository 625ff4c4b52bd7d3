// The Chromium that tests drive.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The one CHROMIUM_PATH names, else one that is found or installed. */
export function chromiumPath(): string {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const script = fileURLToPath(new URL('scripts/ensure-browser.mjs', workspaceUrl()));
  return execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim();
}

/** The nearest folder above that is a workspace's: this module also runs where it was bundled into a program. */
function workspaceUrl(folder = new URL('.', import.meta.url)): URL {
  const above = new URL('..', folder);
  if (existsSync(new URL('pnpm-workspace.yaml', folder)) || above.href === folder.href) return folder;
  return workspaceUrl(above);
}
