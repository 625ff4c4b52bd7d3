// Terminal: what the program touches of the process, so that tests can bring their own.

/** Standard output or error, as far as it is used. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width, where known. */
  readonly columns?: number;
}

export interface Terminal {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Colours and moving lines are for terminals whose user did not refuse them (https://no-color.org). */
export function isColourful(sink: TextSink, env: Terminal['env']): boolean {
  return sink.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}

/** Characters in a line; without end where it is no terminal, so that programs see whole words. */
export function widthOf(sink: TextSink): number {
  return sink.isTTY === true ? Math.max(sink.columns ?? 100, 40) : Number.POSITIVE_INFINITY;
}
