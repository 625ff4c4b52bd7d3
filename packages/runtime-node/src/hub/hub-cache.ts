// The cache of the hub's own tools: blobs by the name of their content, snapshots of links to them, refs to commits.

import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { type HubRepo, isCommit } from '@gossamer/core/hub';
import { ioError } from '../files/io-error.js';
import { writeFileAtomic } from '../files/write-file-atomic.js';

export interface CachedFile {
  /** In the snapshot: a link to its blob. */
  readonly path: string;
  readonly commit: string;
  readonly size: number;
  /** Name of its content; undefined where the file system has no links. */
  readonly oid: string | undefined;
}

/** Names are checked before they come here: see `checkHubRepo`, `checkHubFileName` and `isOid`. */
export class HubCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  blobPath(repo: string, oid: string): string {
    return join(this.#repo(repo), 'blobs', oid);
  }

  snapshotPath(repo: string, commit: string, file: string): string {
    return join(this.#repo(repo), 'snapshots', commit, file);
  }

  /** The commit a revision had when it was last looked up. */
  async commitOf({ repo, revision }: HubRepo): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    const commit = await readFile(this.#refPath(repo, revision), 'utf8').catch(() => '');
    return isCommit(commit.trim()) ? commit.trim() : undefined;
  }

  /** The file as the revision had it when it was last looked up, if it is here. */
  async find(repo: HubRepo, file: string): Promise<CachedFile | undefined> {
    const commit = await this.commitOf(repo);
    return commit === undefined ? undefined : this.snapshot(repo.repo, commit, file);
  }

  /** The file at a commit, if it is here. */
  async snapshot(repo: string, commit: string, file: string): Promise<CachedFile | undefined> {
    const path = this.snapshotPath(repo, commit, file);
    const info = await stat(path).catch(() => undefined);
    if (!info?.isFile()) return undefined;
    const target = await readlink(path).catch(() => undefined);
    return { path, commit, size: info.size, oid: target && basename(target) };
  }

  /** Notes which commit a branch or tag has. A cache that cannot be written to is no reason to fail. */
  async noteCommit({ repo, revision }: HubRepo, commit: string): Promise<void> {
    const path = this.#refPath(repo, revision);
    if (revision === commit || (await readFile(path, 'utf8').catch(() => '')) === commit) return;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, commit);
    } catch {}
  }

  /** Bytes of a content that is here, under whichever name. */
  async blobSize(repo: string, oid: string): Promise<number | undefined> {
    const info = await stat(this.blobPath(repo, oid)).catch(() => undefined);
    return info?.isFile() ? info.size : undefined;
  }

  /** Puts a blob that is here into a snapshot. @throws IoError */
  async place(repo: string, commit: string, file: string, oid: string): Promise<CachedFile> {
    const path = this.snapshotPath(repo, commit, file);
    const blob = this.blobPath(repo, oid);
    const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      const { size } = await stat(blob);
      await mkdir(dirname(path), { recursive: true });
      await makeLink(blob, temporary, relative(dirname(path), blob));
      await rename(temporary, path);
      return { path, commit, size, oid };
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw ioError(error, 'write', path);
    }
  }

  #repo(repo: string): string {
    return join(this.#folder, `models--${repo.replace('/', '--')}`);
  }

  #refPath(repo: string, revision: string): string {
    return join(this.#repo(repo), 'refs', revision);
  }
}

/** Windows lets few users make symbolic links; a second name of the file does as well. */
async function makeLink(blob: string, path: string, target: string): Promise<void> {
  await symlink(target, path)
    .catch(() => link(blob, path))
    .catch(() => copyFile(blob, path));
}
