// The form of the files in data/networks and data/blocks; SPEC.md section 4 explains the fields.

export interface GoldenInput {
  name: string;
  shape: number[];
  range: [number, number];
  first4: number[];
}

interface Statistics {
  shape: number[];
  mean: number;
  std: number;
  l2: number;
}

/** Every value of a small tensor. */
export interface GoldenLogits extends Statistics {
  values: number[];
  /** Class indices, one row an image. */
  top5: number[][];
}

/** Some values of a large tensor: the first eight, and `samples` at the flat indices `sample_idx`. */
export interface GoldenSampled extends Statistics {
  first8: number[];
  samples: number[];
  sample_idx: number[];
}

export interface GoldenFeature extends GoldenSampled {
  name: string;
  reduction: number;
}

export interface Golden {
  case: string;
  model: string;
  source: string;
  build_args: Record<string, unknown>;
  optional: boolean;
  note: string;
  gain: number;
  inputs: GoldenInput[];
  num_classes: number | null;
  param_count: number;
  macs: number | null;
  weights_sha256: string;
  weights_samples?: [name: string, first4: number[]][];
  state_dict: [name: string, shape: number[]][];
  /** Networks with a head; blocks have `outputs` instead. */
  logits?: GoldenLogits;
  outputs?: GoldenSampled[];
  features: GoldenFeature[];
  fp32_vs_fp64_max_rel: number;
}
