// What the page of a benchmark does for us: plain JSON in and out.

import type { TensorInfo } from '@gossamer/core/runtime';
import type { WireTensor } from './wire-tensor.js';

type WireTensors = Readonly<Record<string, WireTensor>>;

/** Called by name, in a worker of the page. */
export interface PageFunctions {
  /** Fetches an ONNX file and creates its session, under a number of ours. */
  load(
    id: number,
    url: string,
  ): Promise<{ readonly inputs: readonly TensorInfo[]; readonly outputs: readonly TensorInfo[] }>;
  /** Runs with these feeds, which `sample` uses from then on. */
  run(id: number, feeds: WireTensors): Promise<WireTensors>;
  /** Milliseconds of one more run. */
  sample(id: number): Promise<number>;
  dispose(id: number): Promise<void>;
}
