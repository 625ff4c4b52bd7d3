// What can be made to go wrong on the next download of a large file.

export interface Fault {
  /** Answers with this status instead. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** Changes the byte at this place of the body. */
  readonly corruptAt?: number;
  /** Sends the whole file whatever part was asked for. */
  readonly ignoreRange?: boolean;
  /** Sends blocks of 16 kB with a pause of so many milliseconds. */
  readonly slowMs?: number;
  /** Answers only then. */
  readonly until?: Promise<unknown>;
  /** Never answers. */
  readonly hang?: boolean;
}
