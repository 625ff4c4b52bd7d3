// Output: results for people or programs on standard output, everything else on standard error.

import { SCHEMA_VERSION } from '../schema-version.js';
import { isColourful, type Terminal, widthOf } from './terminal.js';

const LINE_INTERVAL_MS = 5000;
const REDRAW_INTERVAL_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';
const BOLD = '\u001b[1m';
const FAINT = '\u001b[2m';
const PLAIN = '\u001b[22m';
/** Control characters that a terminal may be shown. */
const SHOWN = ['\n', '\t', BOLD, FAINT, PLAIN];

export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

export class Output {
  /** Whether the result is a JSON document. */
  readonly json: boolean;
  readonly #quiet: boolean;
  readonly #terminal: Terminal;
  #shownAt = Number.NEGATIVE_INFINITY;
  #lineOpen = false;

  constructor(terminal: Terminal, options: OutputOptions) {
    this.#terminal = terminal;
    this.json = options.json;
    this.#quiet = options.quiet;
  }

  /** Characters in a line of standard output. */
  get width(): number {
    return widthOf(this.#terminal.stdout);
  }

  /** Result for people, with a line break; nothing where the result is JSON. */
  print(text: string): void {
    if (this.json) return;
    this.#closeLine();
    this.#terminal.stdout.write(`${visible(text)}\n`);
  }

  /** The result as one JSON document; nothing where the result is for people. */
  document(content: object): void {
    if (!this.json) return;
    this.#closeLine();
    this.#terminal.stdout.write(documentText(content));
  }

  /** Something worth knowing on the way. */
  note(text: string): void {
    if (!this.#quiet) this.warn(text);
  }

  /** Something that must be seen even where notes are not wanted. */
  warn(text: string): void {
    this.#closeLine();
    this.#terminal.stderr.write(`${visible(text)}\n`);
  }

  /** The state of long work: one line that is drawn over on a terminal, a line now and then elsewhere. */
  progress(text: string): void {
    const live = isColourful(this.#terminal.stderr, this.#terminal.env);
    const now = performance.now();
    if (this.#quiet || now - this.#shownAt < (live ? REDRAW_INTERVAL_MS : LINE_INTERVAL_MS)) return;
    // Elsewhere short work stays silent: the first interval only starts the clock.
    const first = this.#shownAt === Number.NEGATIVE_INFINITY;
    this.#shownAt = now;
    if (!live) {
      if (!first) this.#terminal.stderr.write(`${visible(text)}\n`);
      return;
    }
    this.#terminal.stderr.write(CLEAR_LINE + visible(text).slice(0, widthOf(this.#terminal.stderr) - 1));
    this.#lineOpen = true;
  }

  /** Bold, where standard output is a terminal that shows it. */
  bold(text: string): string {
    return isColourful(this.#terminal.stdout, this.#terminal.env) ? BOLD + text + PLAIN : text;
  }

  /** Faint, where standard output is a terminal that shows it. */
  dim(text: string): string {
    return isColourful(this.#terminal.stdout, this.#terminal.env) ? FAINT + text + PLAIN : text;
  }

  #closeLine(): void {
    if (this.#lineOpen) this.#terminal.stderr.write(CLEAR_LINE);
    this.#lineOpen = false;
  }
}

/** A JSON document with its version, as text that ends a line. */
export function documentText(content: object): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...content }, null, 2)}\n`;
}

/** Names come from files, and a terminal obeys the control characters in them: those are spelt out. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character, at: number) => {
    if (SHOWN.some((code) => text.startsWith(code, at))) return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
