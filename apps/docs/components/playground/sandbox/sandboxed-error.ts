// What a program in the sandbox has thrown.

import type { PlacedError } from './protocol.js';

export class SandboxedError extends Error {
  readonly placed: PlacedError;

  constructor(placed: PlacedError) {
    super(String(placed.message));
    this.name = String(placed.name);
    this.placed = placed;
  }
}
