// Names by which this codec recognises what it wrote itself.

/** `producer_name` unless the caller gives another. */
export const PRODUCER = 'gossamer';

/** Starts the name of an Identity that only gives an output its name; decoding takes it away again. */
export const ALIAS_NODE = '/gossamer.output/';
