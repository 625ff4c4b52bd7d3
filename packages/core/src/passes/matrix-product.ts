// A product of matrices quick enough for weights.

/** a [R,K] times b [K,C], both row by row, summed in float64: [R,C]. */
export function matrixProduct(a: Float32Array, b: Float32Array, inner: number): Float64Array {
  const rows = a.length / inner;
  const columns = b.length / inner;
  const result = new Float64Array(rows * columns);
  const left = Float64Array.from(a);
  const right = transposed(b, inner, columns);
  // Two rows by four columns at once: their eight sums stay in registers, and some columns in the cache.
  for (let start = 0; start < columns; start += STRIP) {
    for (let r = 0; r < rows; r += 2) {
      for (let c = start; c < Math.min(start + STRIP, columns); c += 4) {
        if (r + 2 <= rows && c + 4 <= columns) tile(left, right, result, { r, c, inner, columns });
        else rest(left, right, result, { r, c, inner, columns, rows });
      }
    }
  }
  return result;
}

const STRIP = 32;

interface Place {
  readonly r: number;
  readonly c: number;
  readonly inner: number;
  readonly columns: number;
}

function transposed(b: Float32Array, inner: number, columns: number): Float64Array {
  const turned = new Float64Array(b.length);
  for (let k = 0; k < inner; k++) {
    for (let c = 0; c < columns; c++) turned[c * inner + k] = b[k * columns + c] as number;
  }
  return turned;
}

function tile(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  { r, c, inner, columns }: Place,
): void {
  const [a0, b0] = [r * inner, c * inner];
  const [a1, b1, b2, b3] = [a0 + inner, b0 + inner, b0 + 2 * inner, b0 + 3 * inner];
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < inner; k++) {
    const x = left[a0 + k] as number;
    const y = left[a1 + k] as number;
    const p = right[b0 + k] as number;
    const q = right[b1 + k] as number;
    const u = right[b2 + k] as number;
    const v = right[b3 + k] as number;
    s00 += x * p;
    s01 += x * q;
    s02 += x * u;
    s03 += x * v;
    s10 += y * p;
    s11 += y * q;
    s12 += y * u;
    s13 += y * v;
  }
  const at = r * columns + c;
  const below = at + columns;
  result[at] = s00;
  result[at + 1] = s01;
  result[at + 2] = s02;
  result[at + 3] = s03;
  result[below] = s10;
  result[below + 1] = s11;
  result[below + 2] = s12;
  result[below + 3] = s13;
}

/** What is left at the edges of a tile. */
function rest(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  { r, c, inner, columns, rows }: Place & { readonly rows: number },
): void {
  for (let row = r; row < Math.min(r + 2, rows); row++) {
    for (let column = c; column < Math.min(c + 4, columns); column++) {
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum += (left[row * inner + k] as number) * (right[column * inner + k] as number);
      result[row * columns + column] = sum;
    }
  }
}
