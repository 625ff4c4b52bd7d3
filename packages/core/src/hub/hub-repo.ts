// HubRepo: a repository on the Hugging Face hub at a revision, by names that are safe as addresses and as paths.

import { OptionError } from '../errors.js';
import { quote } from '../weights/quote.js';

export interface HubRepo {
  /** `OWNER/REPO`. */
  readonly repo: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

/** `OWNER/REPO[/FILE][@REV]`, as people write it. */
export interface HubWord extends HubRepo {
  readonly file?: string;
}

const FORM = 'the form is OWNER/REPO, OWNER/REPO@REVISION or OWNER/REPO/FILE@REVISION';

/**
 * Reads `OWNER/REPO[/FILE][@REV]`; the revision is `main` where none is given.
 * @throws OptionError for anything else
 */
export function parseHubWord(word: string): HubWord {
  const [, owner, name, file, revision = 'main'] =
    /^([^/@]+)\/([^/@]+)(?:\/([^@]+))?(?:@(.+))?$/s.exec(word) ?? [];
  if (owner === undefined || name === undefined) {
    throw new OptionError(`${quote(word)} is no repository`, { hint: FORM });
  }
  const repo = checkHubRepo({ repo: `${owner}/${name}`, revision });
  return file === undefined ? repo : { ...repo, file: checkHubFileName(file) };
}

/** @throws OptionError where repository or revision have a form the hub does not know */
export function checkHubRepo({ repo, revision }: HubRepo): HubRepo {
  const parts = repo.split('/');
  const good = parts.length === 2 && parts.every((part) => /^\w(?:[\w.-]{0,94}\w)?$/.test(part));
  if (!good || /--|\.\.|\.git$/.test(repo)) {
    throw new OptionError(`${quote(repo)} cannot be a repository of the hub`, { hint: FORM });
  }
  if (!isSafePath(revision) || /[~^]|@\{/.test(revision)) {
    throw new OptionError(`${quote(revision)} cannot be a revision`, {
      path: repo,
      hint: 'a revision is a branch, a tag or a commit',
    });
  }
  return { repo, revision };
}

/** @throws OptionError where the name of a repository's file could lead elsewhere */
export function checkHubFileName(file: string): string {
  if (isSafePath(file)) return file;
  throw new OptionError(`${quote(file)} cannot be a file of a repository`, {
    hint: 'a file is named by its path from the repository\'s root, such as "model.safetensors"',
  });
}

/** A commit's full name. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(revision);
}

/** Relative, without steps upwards, and with nothing a file system may read otherwise. */
function isSafePath(path: string): boolean {
  if (path.length > 500) return false;
  return path.split('/').every((part) => /^(?!\.{1,2}$)[^\\:*?"<>|\p{Cc}]{1,200}(?<![. ])$/u.test(part));
}
