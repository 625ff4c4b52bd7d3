// The header that says which part of a file an answer is.

/** `bytes 0-99/1000`; undefined for any other form, also where the size is unknown. */
export function contentRange(
  header: string | undefined,
): { readonly start: number; readonly end: number; readonly size: number } | undefined {
  const [, first, last, size] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header ?? '') ?? [];
  if (first === undefined) return undefined;
  const range = { start: Number(first), end: Number(last) + 1, size: Number(size) };
  return range.start < range.end && range.end <= range.size ? range : undefined;
}
