// The reader's program, kept in this browser.

const KEY = 'gossamer.playground';

/** What was kept, if anything; browsers may forbid it. */
export function remembered(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(program: string): void {
  try {
    localStorage.setItem(KEY, program);
  } catch {
    // Full or forbidden: the page works without.
  }
}
