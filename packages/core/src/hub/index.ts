// @gossamer/core/hub: downloads from the Hugging Face hub and the web, as far as they are the same everywhere.
// Runtimes bring the network and the place the bytes go to.

export type { HttpClient, HttpReply, HttpRequest } from './http-client.js';
export { type HttpSource, httpSource } from './http-source.js';
export { HUB_ENDPOINT, type HubAccess, hubAccess } from './hub-access.js';
export { faultOf, type HubFault, hubFault } from './hub-fault.js';
export { headHubFile, hubFile, isOid } from './hub-file.js';
export { type HubListing, type ListedFile, listHubFiles, nearestHint } from './hub-listing.js';
export {
  checkHubFileName,
  checkHubRepo,
  type HubRepo,
  type HubWord,
  isCommit,
  parseHubWord,
} from './hub-repo.js';
export { probeUrl } from './probe-url.js';
export { type DownloadPhase, type DownloadProgress, type OnProgress, ProgressMeter } from './progress.js';
export type { Digest, HubFile, RemoteFile } from './remote-file.js';
export type { RetryOptions } from './retry.js';
export {
  type DownloadSink,
  type Hasher,
  type TransferOptions,
  type Transferred,
  transfer,
} from './transfer.js';
export { besideFile, isWeightIndex, WEIGHT_FILES } from './weight-files.js';
