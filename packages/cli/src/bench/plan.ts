// Words -> variants: models and files under every combination of the settings asked for.

import type { Target } from '@gossamer/core/compile';
import { findModel } from '@gossamer/models/catalog';
import { defaultThreads } from '@gossamer/runtime-node';
import { asPublished, type FetchOptions, fetchWeights } from '../pipeline/fetch-weights.js';
import { isFile } from '../words/is-file.js';
import { fixedSizeValue, modelWords } from '../words/model-words.js';
import type { Axes } from './bench-words.js';
import { bindInputs, pictureBatchOf } from './bind-inputs.js';
import { type EngineSetting, targetOf } from './engines.js';
import { liveWeights } from './live-weights.js';
import { openOnnxSubject } from './onnx-subject.js';
import { representatives } from './representatives.js';
import { labelled, sizeLabel, type Variant } from './variant.js';

/** Flags that are the same for all variants of a model. */
type SharedFlagValues = Omit<Parameters<typeof modelWords>[1], 'batch' | 'size' | 'target' | 'precision'>;

export interface BenchRequest {
  /** Names of models, paths of ONNX files; none for one model of every family. */
  readonly words: readonly string[];
  /** Paths of files to compare with. */
  readonly compare: readonly string[];
  readonly axes: Axes;
  readonly flags: SharedFlagValues;
}

type Unlabelled = Omit<Variant, 'label'>;

/**
 * All variants, siblings side by side; the files to compare with come first.
 * @throws UnknownModelError, OptionError; IoError and RuntimeError for a file; AbortError
 */
export async function planVariants(
  request: BenchRequest,
  options: FetchOptions & { readonly signal: AbortSignal },
): Promise<Variant[]> {
  const { words, compare, axes, flags } = request;
  const { signal } = options;
  const variants: Unlabelled[] = [];
  for (const path of new Set(compare)) variants.push(...(await fileVariants(path, true, axes, signal)));
  for (const word of new Set<string>(words.length === 0 ? representatives : words)) {
    const planned = isFile(word)
      ? await fileVariants(word, false, axes, signal)
      : await modelVariants(word, axes, flags, options);
    variants.push(...planned);
  }
  return labelled(variants);
}

async function modelVariants(
  model: string,
  axes: Axes,
  flags: SharedFlagValues,
  options: FetchOptions,
): Promise<Unlabelled[]> {
  const spec = await findModel(model);
  const weights = flags.weights ?? liveWeights(spec);
  const { local, published } = await fetchWeights({ model, weights, build: {}, set: [] }, options);
  const input = published?.preprocess.inputSize ?? ([spec.input.height, spec.input.width] as const);
  const combinations = cross(cross(axes.targets, axes.precisions), runSettings(axes));
  return combinations.map(([[target, precision], { size: given, batch, ...run }]) => {
    const size = given ?? input;
    const settings = {
      weights,
      target,
      precision,
      // Calibrated with noise, whatever it loses: integers take the same time.
      calibration: precision === 'int8' ? 'seeded' : undefined,
      force: true,
      batch: String(batch),
      size: size.join('x'),
    };
    const asked = modelWords(model, { ...flags, ...settings }, usualTarget(targetOf(run), precision));
    const words = {
      ...(published === undefined ? asked : asPublished(asked, published)),
      ...(local && { local }),
    };
    return {
      model,
      ...run,
      batch,
      size: sizeLabel(size),
      target: words.target,
      precision: words.precision,
      reference: false,
      source: { kind: 'model', words },
    };
  });
}

/** The graph made for the device, where the precision leaves it a choice. */
function usualTarget(own: Target, precision = 'fp32'): Target {
  return precision === 'fp32' || (precision === 'fp16' && own !== 'cpu') ? own : 'portable';
}

/** The size pictures have where neither a flag nor the file says. */
const USUAL_SIZE = [224, 224] as const;

async function fileVariants(
  path: string,
  reference: boolean,
  axes: Axes,
  signal: AbortSignal,
): Promise<Unlabelled[]> {
  const file = await openOnnxSubject(path, signal);
  const variants = new Map<string, Unlabelled>();
  for (const { size = USUAL_SIZE, batch, ...run } of runSettings(axes)) {
    const shapes = bindInputs(file.inputs, { batch, size }, path);
    const bound = pictureBatchOf(shapes);
    // A file of fixed sizes is the same under many settings.
    variants.set(JSON.stringify([run, shapes]), {
      model: path,
      ...run,
      batch: bound.batch,
      size: sizeLabel(bound.size),
      target: 'file',
      precision: file.precision,
      reference,
      source: { kind: 'file', file, shapes },
    });
  }
  return [...variants.values()];
}

interface RunSetting extends EngineSetting {
  readonly batch: number;
  readonly size: readonly [height: number, width: number] | undefined;
}

/** Every combination of what holds for models and files alike. */
function runSettings({ engines, batches, sizes, threads }: Axes): RunSetting[] {
  const counts = threads.map((count) => count ?? defaultThreads());
  const pictures = sizes.map((size) => (size === undefined ? undefined : fixedSizeValue(size)));
  return cross(cross(engines, batches), cross(pictures, counts)).map(([[engine, batch], [size, count]]) => ({
    ...engine,
    batch,
    size,
    threads: count,
  }));
}

function cross<A, B>(left: readonly A[], right: readonly B[]): (readonly [A, B])[] {
  return left.flatMap((a) => right.map((b) => [a, b] as const));
}
