// Least squares with non-negative unknowns, by coordinate descent.

const SWEEPS = 4000;
/** Pull towards the prior on scaled columns: settles what the rows leave open, moves little else. */
const RIDGE = 1e-3;

/** The x >= 0 that makes |A x - b| smallest, near the prior where rows do not tell; columns may differ in scale. */
export function nonNegativeLeastSquares(
  rows: readonly Float64Array[],
  target: readonly number[],
  prior: readonly number[],
): Float64Array {
  const width = rows[0]?.length ?? 0;
  const scale = Float64Array.from(
    { length: width },
    (_, j) => Math.sqrt(rows.reduce((sum, row) => sum + (row[j] as number) ** 2, 0)) || 1,
  );
  const columns = Array.from({ length: width }, (_, j) =>
    Float64Array.from(rows, (row) => (row[j] as number) / (scale[j] as number)),
  );
  const start = prior.map((value, j) => value * (scale[j] as number));
  const x = Float64Array.from(start);
  const residual = Float64Array.from(target, (b, i) =>
    columns.reduce((rest, column, j) => rest - (column[i] as number) * (x[j] as number), b),
  );
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    for (const [j, column] of columns.entries()) {
      const old = x[j] as number;
      const gradient =
        column.reduce((sum, a, i) => sum + a * (residual[i] as number), 0) -
        RIDGE * (old - (start[j] as number));
      const next = Math.max(0, old + gradient / (1 + RIDGE));
      if (next === old) continue;
      for (let i = 0; i < column.length; i++) {
        residual[i] = (residual[i] as number) - (next - old) * (column[i] as number);
      }
      x[j] = next;
      moved = Math.max(moved, Math.abs(next - old));
    }
    if (moved < 1e-9) break;
  }
  return x.map((value, j) => value / (scale[j] as number));
}
