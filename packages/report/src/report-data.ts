// What a page shows, as plain JSON.

/** One layer as it is executed. */
export interface ReportLayer {
  readonly path: string;
  readonly op: string;
  readonly shape: readonly (number | string)[];
  readonly params: number;
  readonly macs: number;
  /** Read and written. */
  readonly bytes: number;
}

/** A network: its scopes as a tree, its layers as bars, its memory over time. */
export interface InspectReport {
  readonly kind: 'inspect';
  readonly model: string;
  readonly source: string;
  readonly params: number;
  readonly macs: number;
  readonly layers: readonly ReportLayer[];
  /** Bytes of activations alive at each node, in order; empty where sizes are open. */
  readonly memory: readonly number[];
}

export interface RooflineReportModel {
  readonly model: string;
  readonly ms: number;
  /** Percent; null where nobody published one. */
  readonly top1: number | null;
  readonly layers: readonly (Omit<ReportLayer, 'params'> & { readonly ms: number })[];
  /** What the sweep counts, layer by layer. */
  readonly work: readonly { readonly macs: number; readonly bytes: number }[];
}

/** Networks on a device: its roofs with their layers, the ridge-point sweep, the Pareto front. */
export interface RooflineReport {
  readonly kind: 'roofline';
  readonly device: {
    readonly name: string;
    readonly macsPerSecond: number;
    readonly bytesPerSecond: number;
    readonly source: string;
  };
  readonly models: readonly RooflineReportModel[];
  /** Ends of the slider, MACs a byte. */
  readonly ridges: readonly [low: number, high: number];
}

export interface BenchReportResult {
  readonly label: string;
  readonly model: string;
  /** Runtime, device and threads. */
  readonly engine: string;
  /** Percent; null where nobody published one for this size. */
  readonly top1: number | null;
  readonly p50: number;
  readonly p90: number;
  readonly imagesPerSecond: number;
  readonly gflops: number | null;
  /** Time the machine's limits allow over the time taken; 1 at best. */
  readonly rooflineShare: number | null;
  /** Steps up to the first run, in order. */
  readonly phases: readonly { readonly phase: string; readonly ms: number }[];
  readonly fileBytes: number;
  readonly rssBytes: number | null;
}

/** How long a takes over how long b takes, with its 95 % interval. */
export interface BenchReportRatio {
  readonly a: string;
  readonly b: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** What a is: faster, slower, the same, unclear. */
  readonly verdict: string;
}

/** A benchmark: times, their front against accuracy, ratios, the steps up to the first run. */
export interface BenchReport {
  readonly kind: 'bench';
  readonly title: string;
  /** The machine and the programs. */
  readonly facts: readonly string[];
  /** Reasons for doubt. */
  readonly doubts: readonly string[];
  readonly results: readonly BenchReportResult[];
  readonly ratios: readonly BenchReportRatio[];
}

export type ReportData = InspectReport | RooflineReport | BenchReport;
