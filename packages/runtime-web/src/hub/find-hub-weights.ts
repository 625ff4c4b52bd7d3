// Which weights a repository holds, by their hash, before anything is downloaded.

import {
  checkHubFileName,
  type HubRepo,
  isOid,
  isWeightIndex,
  type ListedFile,
  WEIGHT_FILES,
} from '@gossamer/core/hub';
import { withListing } from './download-hub-file.js';
import { downloadHubWeights, type HubWeights } from './download-hub-weights.js';
import { type HubOptions, hubSession } from './hub-options.js';

export interface FoundWeights {
  /** Differs for other bytes, and is the same for the same ones in another revision. */
  readonly identity: string;
  /** Downloads them, of this very commit. */
  open(): Promise<HubWeights>;
}

type Found = { readonly commit: string } & Partial<Pick<ListedFile, 'file' | 'oid'>>;

/**
 * The weights `downloadHubWeights` would give. Where the hub cannot be asked, those last seen.
 * @throws IoError as `downloadHubFile`
 */
export async function findHubWeights(
  repo: HubRepo & { readonly file?: string },
  options: HubOptions,
): Promise<FoundWeights> {
  const session = hubSession(options);
  const names = repo.file === undefined ? WEIGHT_FILES : [checkHubFileName(repo.file)];
  const seen = async () => {
    for (const file of names) {
      const record = await session.storage.record(repo, file);
      if (record !== undefined) return { ...record, file };
    }
    return undefined;
  };
  const { commit, oid, file } = await withListing<Found>(
    session,
    repo,
    names[0] as string,
    async (listing) => {
      const listed = names.map((name) => listing.files.find(({ file }) => file === name));
      return { commit: listing.commit, ...listed.find((file) => file !== undefined) };
    },
    seen,
  );
  // Found again under the name of the branch where the hub gives no answer.
  if (file !== undefined && isOid(oid ?? ''))
    await session.storage.note(repo, file, { commit, oid: oid as string });
  const open = (): Promise<HubWeights> =>
    downloadHubWeights({ repo: repo.repo, revision: commit, ...(file !== undefined && { file }) }, options);
  // Without a hash there is nothing to name; the download will say what is missing.
  if (oid === undefined || file === undefined || !isOid(oid))
    return { identity: `hub:${repo.repo}@${commit}`, open };
  // An index says where shards are, not what is in them: the commit does.
  return { identity: isWeightIndex(file) ? `hub:${repo.repo}@${commit}/${file}` : `hub:${oid}`, open };
}
