// A repository of the hub as readers write it: an address copied from the browser, `hf:OWNER/REPO`, or its name.

import { type HubWord, parseHubWord } from '@gossamer/core/hub';

/** @throws OptionError for anything else */
export function parseRepository(text: string): HubWord {
  const word = text.trim().replace(/^hf:/, '');
  const path = /^https?:\/\/[^/]+\/(.+?)\/?(?:[?#].*)?$/.exec(word)?.[1] ?? word;
  // The hub's pages of a revision, and of a file.
  const [, repo, revision, file] =
    /^([^/]+\/[^/]+)\/(?:tree|blob|resolve)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (repo === undefined) return parseHubWord(path);
  return parseHubWord(`${repo}${file === undefined ? '' : `/${file}`}@${revision}`);
}
