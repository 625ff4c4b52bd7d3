// The calls a PyTorch pickle may make: those that build tensors and plain values. Nothing else has a meaning.

import { FormatError } from '../../errors.js';
import { numpyScalar } from './numpy-scalar.js';
import { PyDict, PyGlobal, PyObject, PySet, PyTuple, type PyValue } from './python-values.js';
import { isCount, TorchStorage, type TorchType, torchType } from './storage.js';
import { MAX_RANK, TorchTensor } from './tensor.js';

/** What a call may need to know and use up. */
export interface CallContext {
  /** The file, for messages. */
  readonly within: string;
  /** Counts copied elements, which a small file could ask for again and again. @throws FormatError past a bound */
  spend(elements: number): void;
}

type Builder = (args: readonly PyValue[], context: CallContext) => PyValue | undefined;

/**
 * The value of a call by the allow-list; undefined where the name is not on it.
 * @throws FormatError where a tensor is to be made of something else
 */
export function callGlobal(
  callable: PyGlobal,
  args: readonly PyValue[],
  context: CallContext,
): PyValue | undefined {
  return builderOf(callable)?.(args, context);
}

function builderOf({ module, qualifiedName }: PyGlobal): Builder | undefined {
  switch (module) {
    case 'torch._utils':
      return torchUtils(qualifiedName);
    case 'torch._tensor':
    case 'torch.tensor':
      return qualifiedName === '_rebuild_from_type_v2' || qualifiedName === '_rebuild_from_type'
        ? rebuildFromType
        : undefined;
    case 'torch':
      return qualifiedName === 'Size' ? ([sizes]) => sizes : undefined;
    case 'collections':
      return collections(qualifiedName);
    case 'builtins':
    case '__builtin__':
      return builtins(qualifiedName);
    case '_codecs':
      return qualifiedName === 'encode' ? encode : undefined;
    case 'numpy.core.multiarray':
    case 'numpy._core.multiarray':
      return qualifiedName === 'scalar' ? ([dtype, bytes]) => numpyScalar(dtype, bytes) : undefined;
    default:
      return undefined;
  }
}

function torchUtils(name: string): Builder | undefined {
  switch (name) {
    case '_rebuild_tensor':
    case '_rebuild_tensor_v2':
      return rebuildTensor;
    case '_rebuild_tensor_v3':
      return (args, context) => rebuildTensor(args, context, torchType(args[6]));
    case '_rebuild_parameter':
    case '_rebuild_parameter_with_state':
      return ([data], { within }) => expectTensor(data, within);
    default:
      return undefined;
  }
}

/** (storage, offset, size, stride, ...); what follows is about training. */
function rebuildTensor(args: readonly PyValue[], { within }: CallContext, type?: TorchType): TorchTensor {
  const [storage, offset, size, stride] = args;
  if (!(storage instanceof TorchStorage)) throw expected('a storage', storage, within);
  const elementType = type ?? storage.type;
  const shape = counts(size);
  const strides = counts(stride);
  if (elementType === undefined || !isCount(offset) || shape === undefined || strides === undefined) {
    throw new FormatError('a tensor has no valid type, offset, size and stride', {
      path: `storage ${storage.key}`,
      within,
    });
  }
  return new TorchTensor({ storage, type: elementType, offset, shape, strides }, within);
}

/** (function, type, arguments, state): a tensor of a subclass or with attributes. */
function rebuildFromType([callable, , args]: readonly PyValue[], context: CallContext): PyValue {
  const { within } = context;
  if (!(callable instanceof PyGlobal) || !(args instanceof PyTuple))
    throw expected('a tensor', callable, within);
  // One level: a subclass is never rebuilt from another one.
  if (builderOf(callable) === rebuildFromType) throw expected('a tensor', callable, within);
  return expectTensor(callGlobal(callable, args.items, context) ?? callable, within);
}

function expectTensor(value: PyValue | undefined, within: string): TorchTensor {
  if (value instanceof TorchTensor) return value;
  throw expected('a tensor', value, within);
}

/** The error of something else where a tensor or storage must be; names the class where there is one. */
function expected(what: string, found: PyValue | undefined, within: string): FormatError {
  const name =
    found instanceof PyObject ? found.type.name : found instanceof PyGlobal ? found.name : undefined;
  return new FormatError(`expected ${what}, found ${name ?? 'something else'}`, {
    within,
    hint: 'the file asks for code that is not run here; save plain tensors (model.state_dict()) instead',
    details: name === undefined ? {} : { global: name },
  });
}

function counts(value: PyValue | undefined): readonly number[] | undefined {
  return value instanceof PyTuple && value.items.length <= MAX_RANK && value.items.every(isCount)
    ? (value.items as number[])
    : undefined;
}

function collections(name: string): Builder | undefined {
  switch (name) {
    case 'OrderedDict':
      return ([pairs], context) => dictOf(pairs, context);
    // The first argument makes missing values.
    case 'defaultdict':
      return ([, pairs], context) => dictOf(pairs, context);
    case 'Counter':
      return ([counted], context) => dictOf(counted, context);
    default:
      return undefined;
  }
}

function builtins(name: string): Builder | undefined {
  switch (name) {
    case 'set':
    case 'frozenset':
      return ([items]) => new PySet(Array.isArray(items) ? items : []);
    case 'bytearray':
    case 'bytes':
      return ([bytes]) =>
        bytes instanceof Uint8Array ? bytes : bytes === undefined ? new Uint8Array(0) : undefined;
    default:
      return undefined;
  }
}

/** A dict from nothing, from another dict, or from a list of pairs. */
function dictOf(source: PyValue | undefined, { spend }: CallContext): PyDict | undefined {
  if (source instanceof PyDict) return source;
  const dict = new PyDict();
  if (source === undefined) return dict;
  if (!Array.isArray(source)) return undefined;
  spend(source.length);
  for (const pair of source) {
    const items = pair instanceof PyTuple ? pair.items : pair;
    if (!Array.isArray(items) || items.length !== 2) return undefined;
    dict.set(items[0] as PyValue, items[1] as PyValue);
  }
  return dict;
}

/** How protocol 2 writes bytes: text whose characters are the bytes. */
function encode([text, encoding]: readonly PyValue[], { spend }: CallContext): Uint8Array | undefined {
  if (typeof text !== 'string' || (encoding !== 'latin1' && encoding !== 'latin-1')) return undefined;
  spend(text.length);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
