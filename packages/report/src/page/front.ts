// The Pareto front of cost and accuracy.

interface Point {
  readonly cost: number;
  /** Null where nobody published one: neither on the front nor in its way. */
  readonly top1: number | null;
}

/** Whether none of the points is both cheaper and more accurate. */
export function isOnFront(point: Point, points: readonly Point[]): boolean {
  return point.top1 !== null && !points.some((other) => beats(other, point));
}

function beats(a: Point, b: Point): boolean {
  if (a.top1 === null || b.top1 === null) return false;
  return a.cost <= b.cost && a.top1 >= b.top1 && (a.cost < b.cost || a.top1 > b.top1);
}
