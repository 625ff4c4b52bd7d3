// The version of what the program writes for programs.

/** Of every JSON document; it changes when a field changes its meaning. */
export const SCHEMA_VERSION = 1;
