// @gossamer/runtime-node: onnxruntime-node behind core's runtime interface, files and pictures.

export { type AutotuneOptions, autotune, type Tuned } from './autotune/autotune.js';
export {
  type CompiledCache,
  type CompiledCacheOptions,
  compiledCache,
  type FoundNetwork,
  type KeptNetwork,
} from './compiled/compiled-cache.js';
export type { DeviceStatus } from './devices/device-status.js';
export { type FileSource, fileSource } from './files/file-source.js';
export { readOnnxFile } from './files/read-onnx-file.js';
export { type FileContent, type WriteFileOptions, writeFileAtomic } from './files/write-file-atomic.js';
export {
  type Classification,
  type ClassifyOptions,
  classify,
  type Embedding,
  type EmbedOptions,
  embed,
  extract,
  type FeatureMap,
  type Features,
  normalized,
} from './folder/answers.js';
export type { PictureProgress } from './folder/progress.js';
export {
  isFailure,
  type PictureAnswer,
  type PictureFailure,
  type RunPicturesOptions,
  runPictures,
} from './folder/run-pictures.js';
export { downloadHubFile, type HubDownload } from './hub/download-hub-file.js';
export { downloadHubWeights, type HubWeights } from './hub/download-hub-weights.js';
export { downloadUrl, type UrlDownload, type UrlDownloadOptions } from './hub/download-url.js';
export { type HttpClientOptions, httpClient } from './hub/http-client.js';
export type { HubOptions } from './hub/hub-session.js';
export { type HubSettings, hubCacheFolder } from './hub/hub-settings.js';
export { type HubSource, hubSource } from './hub/hub-source.js';
export { arenaGrowth } from './machine/arena-growth.js';
export { type CpuFeatures, cpuFeatures } from './machine/cpu-features.js';
export { cpuQuota } from './machine/cpu-quota.js';
export { defaultThreads } from './machine/default-threads.js';
export { layoutBlock } from './machine/layout-block.js';
export { type MachineInfo, machineInfo } from './machine/machine-info.js';
export { physicalCores } from './machine/physical-cores.js';
export { type NodeRuntime, nodeRuntime } from './node-runtime.js';
export type { CpuOptions, CudaOptions, NodeDevice, NodeRuntimeOptions, WebGpuOptions } from './options.js';
export { type JsonLinesOptions, openJsonLines } from './outputs/json-lines-log.js';
export { npyChunks } from './outputs/npy.js';
export { type ColumnShapes, npyPath, openNpy } from './outputs/npy-log.js';
export {
  openParquet,
  type ParquetColumn,
  type ParquetOptions,
  type ParquetRow,
} from './outputs/parquet-log.js';
export type { ArraysRow, NamedRow, RowLog } from './outputs/row-log.js';
export { type DecodeOptions, decodePicture } from './pictures/decode-picture.js';
export { createPool, type Pool, type PoolOptions } from './pool/create-pool.js';
export { poolRuntime } from './pool/pool-runtime.js';
export { type SetupCuda, type SetupCudaOptions, setupCuda } from './setup/setup-cuda.js';
export type { PictureItem } from './sources/picture-item.js';
export {
  type PictureSource,
  type PictureSources,
  type PictureSourcesOptions,
  pictureSources,
} from './sources/picture-sources.js';
