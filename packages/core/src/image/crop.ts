// timm's crop rules: to what size a picture is resized, and which part of that the network sees.

import { ImageError, OptionError } from '../errors.js';
import { didYouMean } from '../nearest.js';
import { checkInterpolation, type Interpolation } from './filters.js';
import { isSize, type Size } from './picture.js';

/**
 * `center`: the shorter side is scaled to `size / cropPct`, the middle is cut out. `squash`: both sides are, the
 * ratio is lost. `border`: the longer side is, and the rest is filled with the mean colour.
 */
export type CropMode = 'center' | 'squash' | 'border';

/** The fields of a preprocessing config that decide the crop. */
export interface CropRule {
  /** Height and width of the network's input. */
  readonly inputSize: readonly [height: number, width: number];
  /** Share of the resized picture's side that is kept. */
  readonly cropPct: number;
  readonly cropMode: CropMode;
  readonly interpolation: Interpolation;
}

/** The resize, and where the input's corner lies in its result: below zero the input is padded there. */
export interface Crop {
  readonly scaled: Size;
  readonly left: number;
  readonly top: number;
  readonly interpolation: Interpolation;
}

/** Longer sides could not be cut out of anything that fits in memory, in timm no more than here. */
const MAX_SCALED = 2 ** 24;

/**
 * The crop of a picture of this size, as `timm.data.transforms_factory.transforms_imagenet_eval` does it.
 * @throws ImageError where the sides differ so much that one vanishes or explodes.
 */
export function cropOf(rule: CropRule, source: Size): Crop {
  const [height, width] = rule.inputSize;
  const target = { width: Math.floor(width / rule.cropPct), height: Math.floor(height / rule.cropPct) };
  const scaled = scaledSize(rule, target, source);
  const sides = [scaled.width, scaled.height];
  if (!sides.every((side) => side >= 1 && side <= MAX_SCALED)) {
    throw new ImageError(
      `a picture of ${source.width} x ${source.height} pixels would be resized to ${scaled.width} x ${scaled.height}`,
      { hint: "its sides differ too much: cropMode 'squash' takes any", details: { source, scaled } },
    );
  }
  return {
    scaled,
    left: cropOffset(scaled.width, width),
    top: cropOffset(scaled.height, height),
    interpolation: usedInterpolation(rule, target),
  };
}

/** timm does not hand its interpolation on where it centre-crops for an input that is not square: bilinear it is. */
function usedInterpolation({ cropMode, interpolation }: CropRule, target: Size): Interpolation {
  const ignored = cropMode === 'center' && target.width !== target.height;
  return ignored && interpolation !== 'opencv-bilinear' ? 'bilinear' : interpolation;
}

function scaledSize(rule: CropRule, target: Size, source: Size): Size {
  if (rule.cropMode === 'squash') return target;
  if (rule.cropMode === 'center' && target.width === target.height) {
    return shortSideTo(target.width, source, rule.interpolation);
  }
  const ratios = [source.height / target.height, source.width / target.width];
  const ratio = rule.cropMode === 'border' ? Math.max(...ratios) : Math.min(...ratios);
  return { width: roundHalfEven(source.width / ratio), height: roundHalfEven(source.height / ratio) };
}

/** The longer side is cut to whole pixels as torchvision does, or rounded as scripts that use OpenCV do. */
function shortSideTo(size: number, { width, height }: Size, interpolation: Interpolation): Size {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const opencv = interpolation === 'opencv-bilinear';
  const other = Math.trunc(opencv ? (size / short) * long + 0.5 : (size * long) / short);
  return width <= height ? { width: size, height: other } : { width: other, height: size };
}

/** Where a window of `crop` begins in `size`, centred; below zero where it does not fit. */
function cropOffset(size: number, crop: number): number {
  return crop > size ? 0 - Math.floor((crop - size) / 2) : roundHalfEven((size - crop) / 2);
}

/** Python's `round`. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Sides beyond this, of an input or of what its `cropPct` makes of it, are taken for mistakes. */
const MAX_SIDE = 32_768;

/** What is larger was meant as percent. */
const MAX_SHARE = 10;

const CROP_MODES: readonly CropMode[] = ['center', 'squash', 'border'];

/** @throws OptionError for sizes, shares, modes and interpolations that cannot be. */
export function checkCropRule({ inputSize, cropPct, cropMode, interpolation }: CropRule): void {
  const sizes = Array.isArray(inputSize) ? inputSize : [inputSize];
  if (sizes.length !== 2 || !sizes.every((size) => isSize(size) && size <= MAX_SIDE)) {
    throw new OptionError(`inputSize is [${sizes}], expected [height, width]`, {
      path: 'inputSize',
      hint: `both must be integers from 1 to ${MAX_SIDE}`,
    });
  }
  const resized = inputSize.map((size) => Math.floor(size / cropPct));
  if (!(cropPct > 0 && cropPct <= MAX_SHARE) || !resized.every((size) => size >= 1 && size <= MAX_SIDE)) {
    throw new OptionError(`cropPct is ${cropPct}: a picture cannot be resized to [${resized}]`, {
      path: 'cropPct',
      hint: 'it is the share of the resized side that is kept, usually between 0.8 and 1; not percent',
    });
  }
  if (!CROP_MODES.includes(cropMode)) {
    throw new OptionError(`there is no cropMode '${String(cropMode)}'`, {
      path: 'cropMode',
      hint: didYouMean(String(cropMode), CROP_MODES) ?? `one of ${CROP_MODES.join(', ')}`,
    });
  }
  checkInterpolation(interpolation);
}
