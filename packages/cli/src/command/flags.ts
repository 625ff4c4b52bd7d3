// Flags as data: one table gives the parser, the help and the types of the values.

interface FlagBase {
  /** One letter, for `-o`. */
  readonly short?: string;
  /** One line for the help. */
  readonly doc: string;
}

/** Present or not. */
interface SwitchFlag extends FlagBase {
  readonly kind: 'switch';
}

/** Takes a value; the last one counts where it is given twice. */
interface ValueFlag extends FlagBase {
  readonly kind: 'value';
  /** What the value is called in the help: `FILE`, `N`. */
  readonly value: string;
}

/** May take a value that looks like a list of integers: `--features`, `--features 0,2`, `--features=-1`. */
interface OptionalFlag extends FlagBase {
  readonly kind: 'optional';
  readonly value: string;
}

/** May be given several times. */
interface RepeatedFlag extends FlagBase {
  readonly kind: 'repeated';
  readonly value: string;
}

export type Flag = SwitchFlag | ValueFlag | OptionalFlag | RepeatedFlag;

/** Flags by name, without the dashes. */
export type Flags = Readonly<Record<string, Flag>>;

type FlagValue<F extends Flag> = F extends SwitchFlag
  ? boolean
  : F extends ValueFlag
    ? string | undefined
    : F extends OptionalFlag
      ? string | true | undefined
      : readonly string[];

/** What was given, by flag. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: FlagValue<F[K]> };

/** Flags every command takes. */
export const commonFlags = {
  json: { kind: 'switch', doc: 'one JSON document on standard output' },
  quiet: { kind: 'switch', short: 'q', doc: 'no notes and no progress' },
  debug: { kind: 'switch', doc: 'show phases, and the stack of an error' },
  help: { kind: 'switch', short: 'h', doc: 'show this help' },
} as const satisfies Flags;

export type CommonFlags = typeof commonFlags;
