// A strict JSON reader for headers from outside: objects become Maps, repeated keys are errors.

import { FormatError } from '../errors.js';
import { quote } from './quote.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A Map, so that no key of a file can meet `Object.prototype`. */
export type JsonObject = ReadonlyMap<string, Json>;

const MAX_DEPTH = 64;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const MAX_NUMBER_LENGTH = 64;

/**
 * Reads one JSON document (RFC 8259).
 * @param within the file, for messages
 * @throws FormatError where the text is not JSON, repeats a key or nests deeper than 64 levels
 */
export function parseJson(text: string, within: string): Json {
  return new JsonReader(text, within).document();
}

class JsonReader {
  #at = 0;

  constructor(
    readonly text: string,
    readonly within: string,
  ) {}

  document(): Json {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.text.length) throw this.#fault('text after the end of the document');
    return value;
  }

  #value(depth: number): Json {
    if (depth > MAX_DEPTH) throw this.#fault(`nests deeper than ${MAX_DEPTH} levels`);
    this.#space();
    switch (this.text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): JsonObject {
    const object = new Map<string, Json>();
    this.#at++;
    if (this.#take('}')) return object;
    do {
      this.#space();
      if (this.text[this.#at] !== '"') throw this.#fault('expected a key in quotes');
      const key = this.#string();
      if (object.has(key)) throw this.#fault(`the key ${quote(key)} is repeated`);
      if (!this.#take(':')) throw this.#fault('expected ":"');
      object.set(key, this.#value(depth + 1));
    } while (this.#take(','));
    if (!this.#take('}')) throw this.#fault('expected "," or "}"');
    return object;
  }

  #array(depth: number): readonly Json[] {
    const array: Json[] = [];
    this.#at++;
    if (this.#take(']')) return array;
    do array.push(this.#value(depth + 1));
    while (this.#take(','));
    if (!this.#take(']')) throw this.#fault('expected "," or "]"');
    return array;
  }

  #string(): string {
    const start = this.#at++;
    let escaped = false;
    for (; ; this.#at++) {
      const code = this.text.charCodeAt(this.#at);
      if (code === 0x22) break;
      // NaN past the end fails the comparison too.
      if (!(code >= 0x20)) throw this.#fault('a string is not closed or holds a control character');
      if (code === 0x5c) {
        escaped = true;
        this.#at++;
      }
    }
    const raw = this.text.slice(start, ++this.#at);
    if (!escaped) return raw.slice(1, -1);
    try {
      return JSON.parse(raw) as string;
    } catch {
      throw this.#fault('a string holds a bad escape');
    }
  }

  #number(): number {
    const start = this.#at;
    while (this.#at - start <= MAX_NUMBER_LENGTH && isNumberCode(this.text.charCodeAt(this.#at))) this.#at++;
    const raw = this.text.slice(start, this.#at);
    if (raw.length > MAX_NUMBER_LENGTH || !NUMBER.test(raw)) throw this.#fault('expected a value');
    return Number(raw);
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.#at)) throw this.#fault('expected a value');
    this.#at += word.length;
    return value;
  }

  #take(char: string): boolean {
    this.#space();
    if (this.text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (; ; this.#at++) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  #fault(reason: string): FormatError {
    return new FormatError(`not valid JSON: ${reason} (character ${this.#at})`, {
      within: this.within,
      details: { position: this.#at },
    });
  }
}

function isNumberCode(code: number): boolean {
  const digit = code >= 0x30 && code <= 0x39;
  return digit || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x65 || code === 0x45;
}
