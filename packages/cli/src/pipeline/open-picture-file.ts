// A session for pictures from an ONNX file, ours or anybody's: what it does not say of itself the flags do.

import { type Dim, formatType, IoError, OptionError } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import { createPool, nodeRuntime } from '@gossamer/runtime-node';
import type { ModelWords } from '../words/model-words.js';
import { labelsFromText, labelsOf } from './labels.js';
import { type OnnxFacts, onnxFacts } from './onnx-facts.js';
import { Phases } from './phases.js';
import type { PictureModel, PictureOutput, Question } from './picture-model.js';

export interface PictureFileOptions {
  readonly question: Question;
  /** Names of the classes, instead of the file's. */
  readonly labels: readonly string[] | undefined;
  /** A session for each core instead of one for all. */
  readonly many: boolean;
  readonly signal: AbortSignal;
  /** The preparation the file says, or timm's default, changed by the flags and for this size. */
  config(said: PreprocessConfig | undefined, size: readonly [number, number] | undefined): PreprocessConfig;
}

/**
 * Opens the file on the CPU and runs it once, on nothing, to see what it answers.
 * @throws OptionError where it takes no pictures, or answers something else than what is asked; IoError; RuntimeError
 */
export async function openPictureFile(
  { model: path, build }: Pick<ModelWords, 'model' | 'build'>,
  { question, labels, many, signal, config }: PictureFileOptions,
): Promise<PictureModel> {
  const phases = new Phases();
  const open = (): Promise<Session> =>
    many
      ? createPool(path, { device: 'cpu', signal })
      : nodeRuntime({ device: 'cpu' }).loadFile(path, { signal });
  const session = await phases.time('create', open).catch(withNames);
  try {
    const facts = await phases.time('build', () => onnxFacts(path));
    const input = pictureInput(session, path);
    const batch = batchOf(input.batch, build.batch, path);
    const prepare = createPreprocessor(config(facts.preprocessing, sizeOf(input.size, build.size, path)));
    const outputs = await phases.time('first', () => probe(session, prepare.config, signal));
    const asked = answering(outputs, question, path);
    const [answer] = asked as [PictureOutput];
    return {
      model: facts.model ?? path,
      weights: facts.weights ?? path,
      learned: !/^(seeded|random)\b/.test(facts.weights ?? ''),
      session,
      prepare,
      batch,
      outputs: asked,
      labels: question === 'classes' ? await namesOf(facts, labels, answer.shape[0] ?? 0, path) : undefined,
      probabilities: facts.probabilities.has(answer.name),
      features: [],
      notes: facts.preprocessing === undefined ? [guessed(prepare.config, path)] : [],
      phases,
    };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

/** What the word may have meant, where there is no such file. */
function withNames(error: unknown): never {
  if (!(error instanceof IoError) || error.details?.code !== 'ENOENT') throw error;
  const { reason, path, details, cause } = error;
  throw new IoError(reason, {
    path,
    details,
    cause,
    hint: 'a network is called as `gossamer list` does; --weights hf:OWNER/REPO takes the weights of a repository',
  });
}

interface PictureInput {
  readonly batch: Dim;
  readonly size: readonly [height: Dim, width: Dim];
}

function pictureInput({ inputs }: Session, path: string): PictureInput {
  const [input] = inputs;
  const [batch, channels, height, width] = input?.shape ?? [];
  const rgb = inputs.length === 1 && input?.dtype === 'float32' && input.shape.length === 4;
  if (rgb && (channels === 3 || typeof channels !== 'number')) {
    return { batch: batch as Dim, size: [height as Dim, width as Dim] };
  }
  const found = inputs.map((type) => `${type.name} ${formatType(type)}`).join(', ');
  throw new OptionError(`the file takes ${found || 'nothing'}, expected one picture: float32[N,3,H,W]`, {
    within: path,
    hint:
      width === 3
        ? 'its channels come last: export it with channels first'
        : '`classify` of @gossamer/runtime-node and sessions of your own run other files',
  });
}

/** Pictures in one run. */
function batchOf(file: Dim, asked: number | 'dynamic' | undefined, path: string): number {
  if (asked === 'dynamic') {
    throw new OptionError('--batch is a number here: how many pictures run at once');
  }
  if (typeof file !== 'number') return asked ?? 1;
  if (file === 1 && (asked ?? 1) === 1) return 1;
  throw new OptionError(
    file === 1
      ? `the file takes one picture in a run, --batch is ${asked}`
      : `the file takes ${file} pictures in a run`,
    { within: path, hint: 'export it with an open batch' },
  );
}

function sizeOf(
  [height, width]: PictureInput['size'],
  asked: ModelWords['build']['size'],
  path: string,
): readonly [number, number] | undefined {
  if (asked === 'dynamic') throw new OptionError('pictures are brought to one size: give --size a number');
  const size = typeof asked === 'number' ? ([asked, asked] as const) : asked;
  const fits = (side: Dim, wanted: number | undefined): boolean =>
    typeof side !== 'number' || wanted === undefined || side === wanted;
  if (!fits(height, size?.[0]) || !fits(width, size?.[1])) {
    throw new OptionError(`the file takes pictures of ${height}x${width}, --size is ${size?.join('x')}`, {
      within: path,
      hint: 'leave out --size, or export it with `--size dynamic`',
    });
  }
  return typeof height === 'number' && typeof width === 'number' ? [height, width] : size;
}

/** A picture of 4096 by 4096 takes 200 MB as floats. */
const MOST_PIXELS = 2 ** 24;

async function probe(
  session: Session,
  { inputSize }: PreprocessConfig,
  signal: AbortSignal,
): Promise<readonly (PictureOutput & { readonly dtype: string })[]> {
  const [height, width] = inputSize;
  if (height * width > MOST_PIXELS) {
    throw new OptionError(`pictures of ${height}x${width} are too large to run`, {
      hint: `at most ${MOST_PIXELS} pixels; --size says another size where the file leaves it open`,
    });
  }
  const shape = [1, 3, height, width];
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  const results = await session.run(
    { [session.inputs[0]?.name ?? '']: { dtype: 'float32', shape, data } },
    { signal },
  );
  return session.outputs.flatMap(({ name }) => {
    const result = results[name];
    return result === undefined ? [] : [{ name, dtype: result.dtype, shape: result.shape.slice(1) }];
  });
}

const USUAL_NAME = { classes: 'logits', vectors: 'embedding' } as const;

/** The outputs that can answer. */
function answering(
  outputs: readonly (PictureOutput & { readonly dtype: string })[],
  question: Question,
  path: string,
): readonly PictureOutput[] {
  const floats = outputs.filter(({ dtype }) => dtype === 'float32');
  const found = outputs.map(({ name, dtype, shape }) => `${name} ${dtype}[N,${shape}]`).join(', ');
  if (question === 'maps') {
    const maps = floats.filter(({ shape }) => shape.length === 3);
    if (maps.length > 0) return maps;
    throw new OptionError(`the file gives ${found}, expected maps: float32[N,C,H,W]`, {
      within: path,
      hint: 'export it with --features',
    });
  }
  const lists = floats.filter(
    ({ shape }) => shape.length === 1 || (shape.length === 3 && shape[1] === 1 && shape[2] === 1),
  );
  const other = USUAL_NAME[question === 'classes' ? 'vectors' : 'classes'];
  const answer =
    lists.find(({ name }) => name === USUAL_NAME[question]) ?? lists.find(({ name }) => name !== other);
  if (answer !== undefined) return [answer];
  const [wanted, hint] =
    question === 'classes'
      ? ['logits: float32[N,classes]', '`gossamer embed` takes vectors, `gossamer extract` maps']
      : [
          'vectors: float32[N,D]',
          'export it with --num-classes 0; `gossamer classify` takes logits, `gossamer extract` maps',
        ];
  throw new OptionError(`the file gives ${found}, expected ${wanted}`, { within: path, hint });
}

async function namesOf(
  { labels: said }: OnnxFacts,
  given: readonly string[] | undefined,
  classes: number,
  path: string,
): Promise<readonly string[] | undefined> {
  if (given !== undefined || said === undefined) return (await labelsOf(classes, given))?.names;
  return (await labelsFromText(said, classes, path)).names;
}

function guessed({ inputSize, cropPct, interpolation }: PreprocessConfig, path: string): string {
  return `${path} does not say how its pictures are prepared, taken for granted: ${inputSize.join('x')}, crop ${cropPct}, ${interpolation}, ImageNet's mean and deviation unless given (--crop-pct, --crop-mode, --interpolation, --mean, --std)`;
}
