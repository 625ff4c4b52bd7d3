// From a picture to a network's input, exactly as timm's evaluation transform does it.

import { OptionError } from '../errors.js';
import { createResampler } from './create-resampler.js';
import { type CropRule, checkCropRule } from './crop.js';
import { checkNormalization, type Normalization, normalizationTables } from './normalize.js';
import type { ColourTables } from './passes.js';
import { checkPicture, type Picture, type RgbPicture, type Size } from './picture.js';
import { COLOURS, type Colour, fillColour, placedResampling } from './placement.js';
import { byteTables, type ChannelOrder, interleave, planesOf } from './planes.js';
import { emptyScratch, type Resampler, type Scratch } from './resampling.js';
import { type TensorTarget, tensorTarget } from './tensor-target.js';

/** What a checkpoint says about its pictures: the fields of timm's pretrained config. */
export interface PreprocessConfig extends CropRule, Normalization {}

export interface Preprocessor {
  readonly config: PreprocessConfig;
  /** The network's input [3, height, width]; returns `into` where given. */
  tensor(picture: Picture, target?: TensorTarget): Float32Array;
  /** The inputs of several pictures [N, 3, height, width]; returns `into` where given. */
  batch(pictures: readonly Picture[], target?: TensorTarget): Float32Array;
  /** The picture as the network sees it, before it becomes floats. */
  picture(picture: Picture): RgbPicture;
}

/**
 * One function from a picture of any size to the float tensor [3, height, width] a checkpoint was trained on.
 * It keeps its buffers and, for the sizes it met last, the resize's weights; do not share it between threads.
 * @throws OptionError for a config that cannot be followed; the function itself ImageError for a bad picture.
 * @example
 * const prepare = preprocess(config);
 * const input = prepare(picture);
 */
export function preprocess(config: PreprocessConfig): Preprocessor['tensor'] {
  const preprocessor = createPreprocessor(config);
  return (picture, target) => preprocessor.tensor(picture, target);
}

/** `preprocess` with more to ask for: batches, and the picture before it becomes floats. */
export function createPreprocessor(config: PreprocessConfig): Preprocessor {
  if (typeof config !== 'object' || config === null) {
    throw new OptionError(`the pictures' preparation is ${config}, expected a config`, {
      path: 'preprocess',
      hint: 'give what the checkpoint says, as `mobilenetv2_100.checkpoints()[0].preprocess`',
    });
  }
  checkCropRule(config);
  checkNormalization(config);
  return new ConfiguredPreprocessor(config);
}

/** Source sizes whose placements are kept. */
const KEPT_SIZES = 16;

class ConfiguredPreprocessor implements Preprocessor {
  readonly config: PreprocessConfig;
  readonly #input: Size;
  readonly #tables: ColourTables;
  readonly #fill: Colour;
  readonly #scratch: Scratch = emptyScratch();
  readonly #placements = new Map<string, Placement>();

  constructor(config: PreprocessConfig) {
    const [height, width] = config.inputSize;
    this.config = config;
    this.#input = { width, height };
    this.#tables = normalizationTables(config);
    this.#fill = fillColour(config);
  }

  tensor(picture: Picture, target: TensorTarget = {}): Float32Array {
    const { into, offset } = tensorTarget(target, this.#length);
    this.#write(picture, this.#tables, into, offset, this.config.channelOrder ?? 'rgb');
    return into;
  }

  batch(pictures: readonly Picture[], target: TensorTarget = {}): Float32Array {
    const { into, offset } = tensorTarget(target, this.#length * pictures.length);
    for (const [i, picture] of pictures.entries())
      this.tensor(picture, { into, offset: offset + i * this.#length });
    return into;
  }

  picture(picture: Picture): RgbPicture {
    const planes = new Float32Array(this.#length);
    this.#write(picture, byteTables(), planes, 0, 'rgb');
    return interleave(planes, this.#input);
  }

  get #length(): number {
    return 3 * this.#input.width * this.#input.height;
  }

  #write(
    picture: Picture,
    tables: ColourTables,
    data: Float32Array,
    offset: number,
    order: ChannelOrder,
  ): void {
    checkPicture(picture);
    const { width, height } = this.#input;
    const placement = this.#placement(picture);
    const planes = planesOf(data, offset, width * height, order);
    for (const colour of placement.padded ? COLOURS : []) {
      const value = tables[colour][this.#fill[colour]] as number;
      data.fill(value, planes[colour], planes[colour] + width * height);
    }
    const corner = placement.top * width + placement.left;
    const { red, green, blue } = planes;
    const window = { data, red: red + corner, green: green + corner, blue: blue + corner, stride: width };
    placement.resampler.run(picture, tables, window);
  }

  #placement(picture: Picture): Placement {
    const key = `${picture.width}x${picture.height}`;
    const placement = this.#placements.get(key) ?? placementOf(this.config, picture, this.#scratch);
    this.#placements.delete(key);
    this.#placements.set(key, placement);
    if (this.#placements.size > KEPT_SIZES)
      this.#placements.delete(this.#placements.keys().next().value ?? '');
    return placement;
  }
}

/** Which part of the resized picture is computed, and where in the input it goes. */
interface Placement {
  readonly resampler: Resampler;
  readonly left: number;
  readonly top: number;
  /** The part does not cover the input. */
  readonly padded: boolean;
}

function placementOf(config: PreprocessConfig, source: Size, scratch: Scratch): Placement {
  const [height, width] = config.inputSize;
  const { resampling, left, top } = placedResampling(config, source);
  const { region } = resampling;
  return {
    resampler: createResampler(resampling, scratch),
    left,
    top,
    padded: region.width < width || region.height < height,
  };
}
