// Names that a file gives twice, found in one go: lists may be long.

/** The first name that stands in the list a second time. */
export function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}
