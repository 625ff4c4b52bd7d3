// Tables of text, fitted to a width.

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** May be cut in its middle where the line is too long. */
  readonly flexible?: boolean;
}

const GAP = '  ';
const LEAST_FLEXIBLE = 12;

/** Lines of a table with its titles; flexible columns share what is missing to `width`. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const cells = [columns.map((column) => column.title), ...rows];
  const natural = columns.map((_, index) => Math.max(...cells.map((row) => row[index]?.length ?? 0)));
  const widths = fit(columns, natural, width);
  return cells.map((row) =>
    columns
      .map(({ align }, index) => {
        const size = widths[index] as number;
        const text = shorten(row[index] ?? '', size);
        return align === 'right' ? text.padStart(size) : text.padEnd(size);
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Keeps both ends of a text: `blocks.5…conv_dw`. */
function shorten(text: string, size: number): string {
  if (text.length <= size) return text;
  const head = Math.ceil((size - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (size - 1 - head))}`;
}

function fit(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const flexible = columns.flatMap((column, index) => (column.flexible ? [index] : []));
  let excess = widths.reduce((sum, size) => sum + size, GAP.length * (columns.length - 1)) - width;
  while (excess > 0) {
    const widest = Math.max(...flexible.map((index) => widths[index] as number));
    const index = flexible.find((candidate) => widths[candidate] === widest);
    if (index === undefined || widest <= LEAST_FLEXIBLE) break;
    widths[index] = widest - 1;
    excess--;
  }
  return widths;
}
