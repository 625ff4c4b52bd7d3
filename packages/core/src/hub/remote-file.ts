// RemoteFile: what is known of a file before its bytes come.

export interface Digest {
  /** `git` is the name git gives a file: SHA-1 over `blob SIZE\0` and the bytes. */
  readonly algorithm: 'sha256' | 'git';
  /** Lower-case hex. */
  readonly value: string;
}

export interface RemoteFile {
  /** What to call it in messages and progress. */
  readonly name: string;
  readonly url: string;
  /** Bytes, where the server has told. */
  readonly size: number | undefined;
  /** What the bytes must hash to; undefined where nobody said. */
  readonly digest: Digest | undefined;
  /** Sent as `If-Range`, where a download may only go on with the very same file. */
  readonly etag?: string | undefined;
}

/** A file of a repository at one commit: it can never change. */
export interface HubFile extends RemoteFile {
  readonly repo: string;
  readonly commit: string;
  /** Its path in the repository. */
  readonly file: string;
  /** The hub's name of the content: the SHA-256 of large files, git's of small ones. */
  readonly oid: string;
}
