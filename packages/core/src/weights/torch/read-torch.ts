// Reads what torch.save writes, executing nothing.

import { FormatError, OptionError } from '../../errors.js';
import { didYouMean } from '../../nearest.js';
import { type ByteSource, readRange } from '../byte-source.js';
import type { Checkpoint, CheckpointTensor, OtherEntry, WeightNote } from '../checkpoint.js';
import { plainName } from '../quote.js';
import { stripPrefixes, WRAPPER_PREFIXES } from '../rename-tensors.js';
import { readLegacy, startsLegacy } from './legacy.js';
import type { TorchFile } from './meaning.js';
import { PyDict, PyGlobal, PyObject, type PyValue } from './python-values.js';
import { findStateDicts, type StateDict } from './state-dicts.js';
import { summarise } from './summarise.js';
import { TorchTensor } from './tensor.js';
import { readZipArchive } from './zip-archive.js';

export interface TorchOptions {
  /**
   * Which state dict to take where the file has several, by its path: `model_ema`, `model.state_dict`; '' is
   * the top of the file. Default: the first of `state_dict`, `model`, ... that is there, else the largest.
   */
  section?: string;
}

/** Where training scripts put their state dicts, most usual first. */
const SECTIONS = [
  'state_dict',
  'model_state_dict',
  'model',
  'net',
  'network',
  'params',
  'module',
  'state_dict_ema',
  'model_ema',
  'params_ema',
  'ema',
];

/**
 * Opens a PyTorch checkpoint (`.pth`, `.pt`, `.pth.tar`; the zip format and the legacy one). Its pickle is
 * read by an interpreter that knows tensors and plain values and runs nothing; storages are read when a
 * tensor is. Unknown classes outside the state dict are listed in `other`. The `module.` of
 * `nn.DataParallel` is removed from names, and noted.
 *
 * @throws FormatError where the file is damaged, or something unknown stands where a tensor must
 * @throws OptionError where the section asked for does not exist
 * @example
 * const { tensors } = await readTorch(await fileSource('checkpoint.pth'), { section: 'model_ema' });
 */
export async function readTorch(source: ByteSource, options: TorchOptions = {}): Promise<Checkpoint> {
  const file = await readFile(source);
  const found = findStateDicts(file.root, source.name);
  const chosen = choose(found, options.section, file, source.name);
  const tensors = new Map<string, CheckpointTensor>();
  const other: OtherEntry[] = [];
  for (const [key, value] of chosen.entries) {
    if (value instanceof TorchTensor) tensors.set(key, value.toLazy(plainName(key)));
    else if (standsForTensor(chosen, key, value)) throw unknownTensor(key, value, source.name);
    else other.push(summarise(key, value));
  }
  if (chosen.path !== '') other.push(...outside(file.root, chosen));
  const unwrapped = stripPrefixes(tensors, WRAPPER_PREFIXES);
  return {
    format: file.format,
    source: source.name,
    tensors: unwrapped.tensors,
    metadata: new Map(),
    other,
    notes: [sectionNote(chosen, found), unwrapped.note].filter((note) => note !== undefined),
  };
}

async function readFile(source: ByteSource): Promise<TorchFile> {
  const head = await readRange(source, 0, Math.min(512, source.size));
  if (startsLegacy(head)) return readLegacy(source);
  if (head[0] === 0x50 && head[1] === 0x4b) return readZipArchive(source);
  const tar = String.fromCharCode(...head.subarray(257, 262)) === 'ustar';
  const pickle = head[0] === 0x80 && (head[1] ?? 0) <= 5;
  const found = tar ? 'a tar archive' : pickle ? 'a pickle that torch.save did not write' : 'something else';
  throw new FormatError(`expected a PyTorch checkpoint, found ${found}`, {
    within: source.name,
    hint: tar
      ? 'unpack it; the tar format that PyTorch wrote before 2017 has to be loaded and saved again with PyTorch'
      : 'expected what torch.save writes: a zip archive, or the pickles it wrote before version 1.6',
  });
}

function choose(
  found: readonly StateDict[],
  section: string | undefined,
  file: TorchFile,
  within: string,
): StateDict {
  const paths = found.map(({ path }) => path);
  if (found.length === 0) throw noTensors(file, within);
  if (section === undefined)
    return [...found].sort((a, b) => preference(a) - preference(b) || size(b) - size(a))[0] as StateDict;
  const chosen = found.find(({ path }) => path === section);
  if (chosen !== undefined) return chosen;
  throw new OptionError(`the checkpoint has no state dict called "${section}"`, {
    within,
    hint: didYouMean(section, paths) ?? `it has ${paths.map((path) => `"${path}"`).join(', ')}`,
  });
}

/** Named sections by the list above, everything else after them. */
function preference({ path }: StateDict): number {
  const ranks = path.split('.').map((name) => SECTIONS.indexOf(name));
  return ranks.includes(-1) ? SECTIONS.length : Math.max(...ranks);
}

function size({ entries }: StateDict): number {
  return [...entries.values()].filter((value) => value instanceof TorchTensor).length;
}

/**
 * A named state dict holds tensors and nothing else unknown; at the top of a file other things may lie
 * beside them (a namespace of arguments), under names that are not those of parameters.
 */
function standsForTensor({ path }: StateDict, key: string, value: PyValue): boolean {
  if (!(value instanceof PyObject || value instanceof PyGlobal)) return false;
  const leaf = key.slice(key.lastIndexOf('.') + 1);
  if (leaf === '_extra_state') return false;
  return (
    path !== '' || key.includes('.') || /^(?:weight|bias|running_mean|running_var|gamma|beta)$/.test(leaf)
  );
}

function unknownTensor(key: string, value: PyValue, within: string): FormatError {
  const name = value instanceof PyObject ? value.type.name : (value as PyGlobal).name;
  return new FormatError(`expected a tensor, found what ${name} makes; it was not run`, {
    path: plainName(key),
    within,
    hint: 'save plain tensors: torch.save(model.state_dict(), FILE)',
    details: { global: name },
  });
}

function noTensors({ root, unknown }: TorchFile, within: string): FormatError {
  const names = [...unknown].join(', ');
  const what = names === '' ? '' : `; it asks for ${names}, which was not run`;
  return new FormatError(`the file holds no state dict: ${summarise('', root).kind}${what}`, {
    within,
    hint: 'expected what torch.save(model.state_dict(), FILE) writes',
    details: { globals: [...unknown] },
  });
}

/** What lies beside the chosen state dict at the top of the file. */
function outside(root: PyValue, { path }: StateDict): OtherEntry[] {
  if (!(root instanceof PyDict)) return [];
  const top = path.split('.')[0];
  const entries: OtherEntry[] = [];
  for (const [key, value] of root.entries) {
    if (typeof key === 'string' && key !== top) entries.push(summarise(key, value));
  }
  return entries;
}

function sectionNote(chosen: StateDict, found: readonly StateDict[]): WeightNote | undefined {
  if (chosen.path === '' && found.length === 1) return undefined;
  const name = ({ path }: StateDict) => (path === '' ? 'the top of the file' : `"${path}"`);
  const others = found.filter((other) => other !== chosen && other.path !== '').map(name);
  const hasOthers = others.length > 0;
  const also = hasOthers ? `; the file also has ${others.join(', ')}` : '';
  return { kind: 'section', message: `took the tensors of ${name(chosen)}${also}`, names: [], hasOthers };
}
