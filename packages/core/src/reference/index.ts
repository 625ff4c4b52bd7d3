// The reference interpreter.

export { type InterpretOptions, interpret } from './interpret.js';
