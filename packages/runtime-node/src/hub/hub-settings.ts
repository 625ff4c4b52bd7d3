// What the environment says about the hub: the variables are those of the hub's other tools.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Env } from './environment-fetch.js';

export interface HubSettings {
  /** `HF_ENDPOINT`; default https://huggingface.co. */
  readonly endpoint?: string | undefined;
  /** `HF_TOKEN`, or the file `HF_TOKEN_PATH` (default `HF_HOME/token`). */
  readonly token?: string | undefined;
  /** `HF_HUB_CACHE`, default `HF_HOME/hub`; `HF_HOME` is by default `huggingface` in the user's cache folder. */
  readonly cacheFolder: string;
  /** `HF_HUB_OFFLINE`: only the cache is used. */
  readonly offline: boolean;
}

export function hubSettings(env: Env = process.env): HubSettings {
  const implicitToken = !isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN);
  return {
    endpoint: filled(env.HF_ENDPOINT),
    token: implicitToken ? tokenOf(env) : undefined,
    cacheFolder: hubCacheFolder(env),
    offline: isTrue(env.HF_HUB_OFFLINE) || isTrue(env.TRANSFORMERS_OFFLINE),
  };
}

/** The folder checkpoints of the hub are kept in, shared with the hub's other tools. */
export function hubCacheFolder(env: Env = process.env): string {
  return expand(filled(env.HF_HUB_CACHE) ?? filled(env.HUGGINGFACE_HUB_CACHE) ?? join(hubHome(env), 'hub'));
}

/** The user's folder for what can be had again. */
function userCacheFolder(env: Env = process.env): string {
  return expand(filled(env.XDG_CACHE_HOME) ?? join(homedir(), '.cache'));
}

/** `GOSSAMER_CACHE`, or `gossamer` in the user's cache folder. */
export function ownCacheFolder(env: Env = process.env): string {
  return filled(env.GOSSAMER_CACHE) ?? join(userCacheFolder(env), 'gossamer');
}

function hubHome(env: Env): string {
  return expand(filled(env.HF_HOME) ?? join(userCacheFolder(env), 'huggingface'));
}

function tokenOf(env: Env): string | undefined {
  const given = filled(env.HF_TOKEN) ?? filled(env.HUGGING_FACE_HUB_TOKEN);
  if (given !== undefined) return filled(given.trim());
  try {
    return filled(
      readFileSync(expand(filled(env.HF_TOKEN_PATH) ?? join(hubHome(env), 'token')), 'utf8').trim(),
    );
  } catch {
    return undefined;
  }
}

function expand(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function isTrue(text: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(text ?? '');
}
