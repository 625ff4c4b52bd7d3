// The papers' claims about cost as they came out here: the figures of docs/claims.md, which names the commands.

export interface Claim {
  readonly title: string;
  /** Of every row but the first column, in order. */
  readonly columns: readonly string[];
  readonly rows: readonly ClaimRow[];
  /** Which columns the chart compares, each as a share of its largest value or of the first row. */
  readonly compared: readonly number[];
  readonly against: 'first' | 'largest';
}

export interface ClaimRow {
  readonly name: string;
  readonly values: readonly number[];
}

export const MACHINE =
  'onnxruntime-node 1.30.0, one thread of a 2-core AMD EPYC with AVX-512, float32, batch 1, processor time, medians of 9 ' +
  'interleaved rounds, November 2026. Others used most of the machine: the ratios matter, not the milliseconds.';

const row = (name: string, ...values: number[]): ClaimRow => ({ name, values });

export const CLAIMS = {
  'g-ghost': {
    title: 'RegNetX-3.2GF and its G-Ghost form',
    columns: ['MMACs', 'activations, M', 'time, ms', 'GFLOP/s'],
    rows: [row('RegNetX-3.2GF', 3177, 11.37, 31.9, 199), row('G-Ghost', 1802, 8.72, 23.2, 156)],
    compared: [0, 1, 2],
    against: 'first',
  },
  fasternet: {
    title: 'FLOPs against time',
    columns: ['MMACs', 'time, ms', 'GFLOP/s', 'top-1, %'],
    rows: [
      row('fasternet_t0', 335, 5.5, 122, 71.7),
      row('fasternet_t1', 851, 10.8, 157, 75.9),
      row('mobilenetv2_100', 301, 5.0, 119, 72.9),
      row('mobilenetv3_large_100', 217, 4.6, 94, 75.8),
      row('ghostnet_100', 141, 4.9, 58, 74.0),
    ],
    compared: [0, 1],
    against: 'largest',
  },
  shufflenet: {
    title: 'Groups at equal MACs',
    columns: ['MMACs', 'MB moved', 'modelled, ms', 'measured, ms'],
    rows: [
      row('g = 1', 143, 28.9, 0.94, 2.8),
      row('g = 2', 141, 39.9, 1.15, 3.75),
      row('g = 3', 137, 46.2, 1.22, 3.39),
      row('g = 4', 134, 51.3, 1.29, 3.75),
      row('g = 8', 138, 69.4, 1.6, 3.87),
    ],
    compared: [0, 1, 3],
    against: 'first',
  },
} as const satisfies Record<string, Claim>;

export type ClaimName = keyof typeof CLAIMS;

/** Bars of a claim's chart. */
export function shares(claim: Claim): { name: string; measure: string; share: number }[] {
  return claim.rows.flatMap(({ name, values }) =>
    claim.compared.map((column) => {
      const all = claim.rows.map((one) => one.values[column] as number);
      const whole = claim.against === 'first' ? (all[0] as number) : Math.max(...all);
      return { name, measure: claim.columns[column] as string, share: (values[column] as number) / whole };
    }),
  );
}
