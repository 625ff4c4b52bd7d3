// Numbers as the pages write them.

const UNITS = ['', 'k', 'M', 'G', 'T'];

/** `301 M`: three significant digits. */
export function formatCount(value: number): string {
  const power = value < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** power).toPrecision(3))} ${UNITS[power]}`.trim();
}

/** `3,504,872`. */
export function formatExact(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
