// A repository as the hub keeps it: files by revision, each with the name its content has.
import { createHash } from 'node:crypto';

export interface HubRepository {
  /** Files by path. Text files are kept by git, all others as large files, as on the hub. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /** Branches and tags beside main; all name the one commit there is. */
  readonly tags?: readonly string[];
  /** Who may read it: everybody with no token by default, `gated` and `private` with the right one. */
  readonly access?: 'gated' | 'private';
}

interface StoredFile {
  readonly bytes: Uint8Array;
  readonly large: boolean;
  /** SHA-256 of large files, git's name of others. */
  readonly oid: string;
}

export interface StoredRepository extends Omit<HubRepository, 'files'> {
  readonly commit: string;
  readonly files: ReadonlyMap<string, StoredFile>;
}

export function storedRepository({ files, ...rest }: HubRepository): StoredRepository {
  const stored = new Map(Object.entries(files).map(([path, content]) => [path, storedFile(content)]));
  const commit = sha('sha1', [...stored].map(([path, { oid }]) => `${path} ${oid}`).join('\n'));
  return { ...rest, commit, files: stored };
}

function storedFile(content: Uint8Array | string): StoredFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const large = typeof content !== 'string';
  const oid = large
    ? sha('sha256', bytes)
    : sha('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
  return { bytes, large, oid };
}

function sha(algorithm: string, content: Uint8Array | string): string {
  return createHash(algorithm).update(content).digest('hex');
}
