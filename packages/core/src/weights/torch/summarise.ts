// Values that are not tensors, in a few words.

import { formatShape } from '../../ir/tensor-type.js';
import type { OtherEntry } from '../checkpoint.js';
import { quote } from '../quote.js';
import { PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './python-values.js';
import { TorchStorage } from './storage.js';
import { TorchTensor } from './tensor.js';

const MAX_SUMMARY = 200;
const MAX_ITEMS = 8;
const MAX_DEPTH = 2;

export function summarise(name: string, value: PyValue): OtherEntry {
  const text = summaryOf(value, 0);
  const summary = text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY - 3)}...` : text;
  return { name, kind: kindOf(value), summary };
}

function kindOf(value: PyValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'string') return 'str';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof PyTuple) return 'tuple';
  if (value instanceof PySet) return 'set';
  if (value instanceof PyDict) return 'dict';
  if (value instanceof PyGlobal) return value.name;
  if (value instanceof PyObject) return value.type.name;
  if (value instanceof TorchTensor) return 'tensor';
  if (value instanceof TorchStorage) return 'storage';
  return 'list';
}

function summaryOf(value: PyValue, depth: number): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value instanceof TorchTensor) return tensorSummary(value);
  if (value instanceof TorchStorage) return `${value.bytes} bytes`;
  if (value instanceof PyGlobal) return value.name;
  if (depth > MAX_DEPTH) return '...';
  if (value instanceof PyDict) return `{${pairs(value, depth)}}`;
  if (value instanceof PySet) return `{${items(value.items, depth)}}`;
  if (value instanceof PyTuple) return `(${items(value.items, depth)})`;
  if (value instanceof PyObject) return objectSummary(value, depth);
  return `[${items(value, depth)}]`;
}

function tensorSummary({ view: { type, shape } }: TorchTensor): string {
  return (type.dtype ?? type.name) + formatShape(shape);
}

function objectSummary(object: PyObject, depth: number): string {
  const parts = [
    object.args instanceof PyTuple ? items(object.args.items, depth) : '',
    object.state instanceof PyDict ? pairs(object.state, depth) : '',
    object.items === undefined ? '' : items(object.items, depth),
    object.entries === undefined ? '' : pairs(object.entries, depth),
  ];
  return `${object.type.name}(${parts.filter((part) => part !== '').join(', ')})`;
}

function items(values: readonly PyValue[], depth: number): string {
  const shown = values.slice(0, MAX_ITEMS).map((value) => summaryOf(value, depth + 1));
  return (values.length > MAX_ITEMS ? [...shown, `... ${values.length} in all`] : shown).join(', ');
}

function pairs(dict: PyDict, depth: number): string {
  const shown: string[] = [];
  for (const [key, value] of dict.entries) {
    if (shown.length === MAX_ITEMS) return `${shown.join(', ')}, ... ${dict.entries.size} in all`;
    shown.push(`${summaryOf(key, depth + 1)}: ${summaryOf(value, depth + 1)}`);
  }
  return shown.join(', ');
}
