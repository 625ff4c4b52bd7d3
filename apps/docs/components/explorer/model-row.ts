// What the explorer knows of a model; made when the site is built (generators/models).

export interface ModelRow {
  readonly name: string;
  readonly family: string;
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
  /** Input height; all are square. */
  readonly size: number;
  /** Published ImageNet-1k top-1 at that size, percent. */
  readonly top1: number | null;
  /** Milliseconds of one picture by kind of latency; missing where not known. */
  readonly ms: Readonly<Record<string, number>>;
}

/** Where the times of a kind come from. */
export interface LatencyKind {
  readonly key: string;
  readonly title: string;
  /** On a real machine; otherwise by a model of one. */
  readonly measured: boolean;
  /** A sentence: the machine and the date, or what was assumed. */
  readonly about: string;
}

export interface ExplorerData {
  readonly models: readonly ModelRow[];
  readonly latencies: readonly LatencyKind[];
}
