// Functions: a signature, local variables as they are asked for, and a body.

import { joinBytes } from '@gossamer/core';
import { type Code, flatten, Local, VALUE_TYPES, type ValueType } from './code.js';
import { unsigned } from './leb128.js';

export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Hands out the parameters and locals of one function. */
export class FunctionBuilder {
  readonly params: readonly Local[];
  readonly #locals: ValueType[] = [];

  constructor(readonly signature: Signature) {
    this.params = signature.params.map((type, index) => new Local(index, type));
  }

  local(type: ValueType): Local {
    this.#locals.push(type);
    return new Local(this.params.length + this.#locals.length - 1, type);
  }

  int(): Local {
    return this.local('i32');
  }

  vector(): Local {
    return this.local('v128');
  }

  vectors(count: number): readonly Local[] {
    return Array.from({ length: count }, () => this.vector());
  }

  /** The entry of the code section. */
  encode(body: Code): Uint8Array {
    const locals = this.#locals.flatMap((type) => [1, VALUE_TYPES[type]]);
    const content = new Uint8Array(flatten([unsigned(this.#locals.length), locals, body, 0x0b]));
    return joinBytes([new Uint8Array(unsigned(content.length)), content]);
  }
}
