// An interpreter of pickles that executes nothing: classes are names, calls are looked up in the caller's table.
// Opcodes as Python's pickletools documents them, protocols 2 to 5.

import type { FormatError } from '../../errors.js';
import type { PickleReader } from './pickle-reader.js';
import { PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './python-values.js';

/** What gives meaning to names and persistent ids. */
export interface Meaning {
  /** The value of a call, or undefined where the callable is not known: it becomes an inert placeholder. */
  call(callable: PyGlobal, args: readonly PyValue[]): PyValue | undefined;
  /** The value of a persistent id. */
  persistent(id: PyValue): PyValue;
}

const STOP = 0x2e;
/** Opcodes in one pickle; a state dict of a thousand tensors takes fifty thousand. */
const MAX_OPCODES = 4_000_000;
const MAX_MARKS = 10_000;
const EMPTY_TUPLE = /* @__PURE__ */ new PyTuple([]);

/**
 * Reads one pickle from the reader's position and leaves it behind the pickle's end.
 * @throws FormatError where it is damaged, too large, or uses an opcode outside protocols 2 to 5
 */
export function unpickle(reader: PickleReader, meaning: Meaning): PyValue {
  return new Unpickler(reader, meaning).run();
}

/** Opcodes that push what follows them. */
const LITERALS: Readonly<Record<number, (reader: PickleReader) => PyValue>> = {
  78: () => null, // NONE
  136: () => true, // NEWTRUE
  137: () => false, // NEWFALSE
  74: (reader) => reader.int32(), // BININT
  75: (reader) => reader.uint8(), // BININT1
  77: (reader) => reader.uint16(), // BININT2
  138: (reader) => reader.integer(reader.uint8()), // LONG1
  139: (reader) => reader.integer(reader.uint32()), // LONG4
  71: (reader) => reader.float64(), // BINFLOAT
  140: (reader) => reader.text(reader.uint8()), // SHORT_BINUNICODE
  88: (reader) => reader.text(reader.uint32()), // BINUNICODE
  141: (reader) => reader.text(reader.length64()), // BINUNICODE8
  85: (reader) => reader.text(reader.uint8()), // SHORT_BINSTRING, text of Python 2
  84: (reader) => reader.text(reader.uint32()), // BINSTRING
  67: (reader) => reader.copy(reader.uint8()), // SHORT_BINBYTES
  66: (reader) => reader.copy(reader.uint32()), // BINBYTES
  142: (reader) => reader.copy(reader.length64()), // BINBYTES8
  150: (reader) => reader.copy(reader.length64()), // BYTEARRAY8
  93: () => [], // EMPTY_LIST
  125: () => new PyDict(), // EMPTY_DICT
  41: () => EMPTY_TUPLE, // EMPTY_TUPLE
  143: () => new PySet(), // EMPTY_SET
  99: globalOf, // GLOBAL
};

/** Opcodes that work on the stack and the memo. */
const ACTIONS: Readonly<Record<number, (machine: Unpickler) => void>> = {
  128: (machine) => machine.protocol(), // PROTO
  149: ({ reader }) => void reader.length64(), // FRAME: only a hint for reading ahead
  40: (machine) => machine.mark(), // MARK
  48: (machine) => machine.discard(), // POP
  49: (machine) => void machine.popMark(), // POP_MARK
  50: (machine) => machine.push(machine.top()), // DUP
  116: (machine) => machine.push(new PyTuple(machine.popMark())), // TUPLE
  133: (machine) => machine.push(new PyTuple(machine.popMany(1))), // TUPLE1
  134: (machine) => machine.push(new PyTuple(machine.popMany(2))), // TUPLE2
  135: (machine) => machine.push(new PyTuple(machine.popMany(3))), // TUPLE3
  145: (machine) => machine.push(new PySet(machine.popMark())), // FROZENSET
  97: (machine) => machine.append(machine.popMany(1)), // APPEND
  101: (machine) => machine.append(machine.popMark()), // APPENDS
  115: (machine) => machine.setItems(machine.popMany(2)), // SETITEM
  117: (machine) => machine.setItems(machine.popMark()), // SETITEMS
  144: (machine) => machine.addItems(machine.popMark()), // ADDITEMS
  113: (machine) => machine.put(machine.reader.uint8()), // BINPUT
  114: (machine) => machine.put(machine.reader.uint32()), // LONG_BINPUT
  148: (machine) => machine.memoize(), // MEMOIZE
  104: (machine) => machine.get(machine.reader.uint8()), // BINGET
  106: (machine) => machine.get(machine.reader.uint32()), // LONG_BINGET
  147: (machine) => machine.stackGlobal(), // STACK_GLOBAL
  82: (machine) => machine.call(), // REDUCE
  129: (machine) => machine.call(), // NEWOBJ
  146: (machine) => machine.callWithKeywords(), // NEWOBJ_EX
  98: (machine) => machine.setState(machine.pop()), // BUILD
  81: (machine) => machine.persistent(), // BINPERSID
};

function globalOf(reader: PickleReader): PyGlobal {
  const module = reader.line();
  return new PyGlobal(module, reader.line());
}

class Unpickler {
  readonly #stack: PyValue[] = [];
  /** Stack heights at each MARK. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PyValue>();

  constructor(
    readonly reader: PickleReader,
    readonly meaning: Meaning,
  ) {}

  run(): PyValue {
    for (let count = 0; count < MAX_OPCODES; count++) {
      const opcode = this.reader.uint8();
      if (opcode === STOP) return this.pop();
      const literal = LITERALS[opcode];
      if (literal !== undefined) this.push(literal(this.reader));
      else this.#act(opcode);
    }
    throw this.#fault(`it has more than ${MAX_OPCODES} opcodes`);
  }

  #act(opcode: number): void {
    const action = ACTIONS[opcode];
    if (action === undefined) {
      throw this.#fault(`opcode 0x${opcode.toString(16).padStart(2, '0')} is not one of protocols 2 to 5`);
    }
    action(this);
  }

  protocol(): void {
    const version = this.reader.uint8();
    if (version < 2 || version > 5) throw this.#fault(`protocol ${version} is not one of 2 to 5`);
  }

  mark(): void {
    if (this.#marks.length >= MAX_MARKS) throw this.#fault(`it nests deeper than ${MAX_MARKS} levels`);
    this.#marks.push(this.#stack.length);
  }

  discard(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  stackGlobal(): void {
    const [module, name] = this.popMany(2);
    if (typeof module !== 'string' || typeof name !== 'string') throw this.#fault('a name is not text');
    this.push(new PyGlobal(module, name));
  }

  call(): void {
    const [callable, args] = this.popMany(2);
    if (!(args instanceof PyTuple)) throw this.#fault('the arguments of a call are not a tuple');
    // A placeholder that is called, such as a bound method, makes a placeholder.
    if (callable instanceof PyObject) this.push(new PyObject(callable.type, args));
    else if (!(callable instanceof PyGlobal)) throw this.#fault('something that is not a name is called');
    else this.push(this.meaning.call(callable, args.items) ?? new PyObject(callable, args));
  }

  callWithKeywords(): void {
    const [type, args, keywords] = this.popMany(3);
    if (!(type instanceof PyGlobal) || !(args instanceof PyTuple))
      throw this.#fault('an object has no class');
    this.push(new PyObject(type, new PyTuple([args, keywords as PyValue])));
  }

  /** Attributes of plain values and tensors mean nothing here; placeholders keep theirs to be shown. */
  setState(state: PyValue): void {
    const target = this.top();
    if (target instanceof PyObject) target.state = state;
  }

  append(items: readonly PyValue[]): void {
    const target = this.top();
    if (target instanceof PyObject) target.items ??= [];
    const list = target instanceof PyObject ? target.items : target;
    if (!Array.isArray(list)) throw this.#fault('something is appended to what is not a list');
    for (const item of items) list.push(item);
  }

  addItems(items: readonly PyValue[]): void {
    const target = this.top();
    if (!(target instanceof PySet)) throw this.#fault('something is added to what is not a set');
    for (const item of items) target.items.push(item);
  }

  setItems(items: readonly PyValue[]): void {
    const target = this.top();
    if (target instanceof PyObject) target.entries ??= new PyDict();
    const dict = target instanceof PyObject ? target.entries : target;
    if (!(dict instanceof PyDict)) throw this.#fault('an item is set on what is not a dict');
    if (items.length % 2 !== 0) throw this.#fault('a key has no value');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] as PyValue, items[i + 1] as PyValue);
  }

  persistent(): void {
    this.push(this.meaning.persistent(this.pop()));
  }

  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#fault(`memo ${index} is empty`);
    this.push(value);
  }

  push(value: PyValue): void {
    this.#stack.push(value);
  }

  pop(): PyValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  popMany(count: number): PyValue[] {
    // Values below a MARK belong to somebody else.
    if (this.#stack.length - count < (this.#marks.at(-1) ?? 0)) throw this.#fault('the stack is empty');
    return this.#stack.splice(this.#stack.length - count, count);
  }

  popMark(): PyValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw this.#fault('a mark is missing');
    return this.#stack.splice(height);
  }

  top(): PyValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.#fault('the stack is empty');
    return this.#stack.at(-1) as PyValue;
  }

  #fault(reason: string): FormatError {
    return this.reader.fault(reason);
  }
}
