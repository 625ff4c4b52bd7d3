// What something is, for checks and errors.

/** By brand, not by `instanceof`: elements of a frame or another window are as good. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
