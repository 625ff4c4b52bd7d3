// Which build of the packages this is: what they compile may differ from build to build.

/** Written by tsup; the packages depend on each other's exact versions, so one says all. */
declare const GOSSAMER_BUILD: string | undefined;

export const BUILD: string = typeof GOSSAMER_BUILD === 'string' ? GOSSAMER_BUILD : 'sources';
