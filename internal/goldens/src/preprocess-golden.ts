// The forms of data/preprocess.json and data/preprocess-extra.json.

type Filter = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';
type Triple = [number, number, number];

/** timm's evaluation transform and what it made of a picture. */
interface TransformCase {
  input_size_hw: [number, number];
  crop_pct: number;
  interpolation: Filter;
  crop_mode: 'center' | 'squash' | 'border';
  mean: Triple;
  std: Triple;
  /** Of the bytes [H, W, 3] before they become floats. */
  uint8_sha256: string;
}

/** A picture below data/pictures. */
export interface PreprocessCase extends TransformCase {
  picture: string;
  source_size_hw: [number, number];
  /** Row, column, red, green, blue. */
  uint8_samples: [number, number, number, number, number][];
  uint8_sum: number;
  tensor_mean: number;
  tensor_std: number;
  tensor_first8: number[];
}

/** Arguments of `generatedPicture`. */
interface Generated {
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  seed: number;
}

/** A generated picture through the transform. */
export interface GeneratedPreprocessCase extends TransformCase, Generated {
  kind: 'preprocess';
  /** Of the little-endian float32 values [3, H, W]. */
  tensor_sha256: string;
}

/** A generated picture through Pillow's `resize`, or OpenCV's. */
export interface GeneratedResizeCase extends Generated {
  kind: 'resize';
  to: [width: number, height: number];
  interpolation: Filter | 'opencv-bilinear';
  uint8_sha256: string;
}

export interface PreprocessGoldens {
  cases: PreprocessCase[];
}

export interface GeneratedGoldens {
  cases: (GeneratedPreprocessCase | GeneratedResizeCase)[];
}
