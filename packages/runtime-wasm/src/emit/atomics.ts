// Atomic instructions on 32-bit integers of a shared memory.

import { type Code, code, type Operand } from './code.js';
import { unsigned } from './leb128.js';

const ALIGN = 2;

export function atomicLoad(address: Operand): Code {
  return [code(address), 0xfe, 0x10, ALIGN, ...unsigned(0)];
}

export function atomicStore(address: Operand, value: Operand): Code {
  return [code(address), code(value), 0xfe, 0x17, ALIGN, ...unsigned(0)];
}

/** Adds and leaves the value from before. */
export function atomicAdd(address: Operand, value: Operand): Code {
  return [code(address), code(value), 0xfe, 0x1e, ALIGN, ...unsigned(0)];
}

/** Sleeps while the memory holds `expected`, until somebody notifies. */
export function atomicWait(address: Operand, expected: Operand): Code {
  const forever = [0x42, 0x7f];
  return [code(address), code(expected), forever, 0xfe, 0x01, ALIGN, ...unsigned(0), 0x1a];
}

/** Wakes everybody who waits at the address. */
export function atomicNotify(address: Operand): Code {
  return [code(address), code(-1), 0xfe, 0x00, ALIGN, ...unsigned(0), 0x1a];
}
