// gossamer: the command line as functions, and its saved benchmarks.

export { readSaved, type SavedBenchmark, type SavedResult, settingKey } from './bench/read-saved.js';
export type { Command } from './command/command.js';
export { commonFlags, type Flag, type Flags } from './command/flags.js';
export { parseWords } from './command/parse-words.js';
export { commands } from './commands/index.js';
export { runProgram } from './program.js';
