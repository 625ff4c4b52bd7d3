// Numbers for people: three significant digits with a unit.

const COUNT_UNITS = ['', ' k', ' M', ' G', ' T'] as const;
const BYTE_UNITS = [' B', ' kB', ' MB', ' GB', ' TB'] as const;

/** `3.50 M`, `300 M`, `56`. */
export function formatCount(count: number): string {
  return scaled(count, COUNT_UNITS);
}

/** `14.0 MB`; thousands, not 1024s, as disks and networks count. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, BYTE_UNITS);
}

/** `9.51`: three significant digits, never an exponent. */
export function formatDecimal(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  // Rounded first: 0.9996 has one digit before the point.
  const rounded = Number(value.toPrecision(3));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return value.toFixed(Math.min(digits, 6));
}

function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  // 999.5 would print as four digits.
  while (Math.abs(rest) >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return (unit === 0 ? String(Math.round(rest)) : formatDecimal(rest)) + units[unit];
}
