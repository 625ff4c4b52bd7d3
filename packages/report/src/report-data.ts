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

export type ReportData = InspectReport | RooflineReport;
