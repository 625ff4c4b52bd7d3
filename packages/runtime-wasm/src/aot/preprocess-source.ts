// The text that turns pixels into a network's input: core's preparation for one configuration, bit by bit the same.

import type { FilterName, PreprocessConfig } from '@gossamer/core/image';

/** Reach and weight of each kernel, as in @gossamer/core/image. */
const FILTERS: Readonly<Record<FilterName, readonly [reach: number, weight: string]>> = {
  box: [0.5, 'x > -0.5 && x <= 0.5 ? 1 : 0'],
  bilinear: [1, 'Math.max(0, 1 - Math.abs(x))'],
  hamming: [
    1,
    '(x = Math.abs(x)) >= 1 ? 0 : sinc(x) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(x * Math.PI))',
  ],
  bicubic: [
    2,
    '(x = Math.abs(x)) < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0',
  ],
  lanczos: [3, 'x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0'],
};

const SINC = `
const sinc = (x) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));`;

/** `fromImageData` and what it needs; what the configuration decides is decided here. */
export function preprocessSource(config: PreprocessConfig): string {
  const { inputSize, mean, std, range, channelOrder, cropMode } = config;
  const [height, width] = inputSize;
  const sample = range === 255 ? 'byte' : 'Math.fround(byte / 255)';
  const fill = mean.map((value) =>
    cropMode === 'border' ? `byteOf(${value * (range === 255 ? 1 : 255)})` : 0,
  );
  return `
const HEIGHT = ${height}, WIDTH = ${width}, STD = ${JSON.stringify(std)};
/** Of each plane: which colour it is, and the float of each byte. */
const ORDER = ${channelOrder === 'bgr' ? '[2, 1, 0]' : '[0, 1, 2]'};
const tables = ${JSON.stringify(mean)}.map((mean, c) =>
  Float32Array.from({ length: 256 }, (_, byte) => Math.fround(${sample} - Math.fround(mean)) / Math.fround(STD[c])));
/** Halves to even. */
const round = (x) => {
  const low = Math.floor(x), rest = x - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
};
const byteOf = (x) => Math.min(Math.max(round(x), 0), 255);
const FILL = [${fill}];
/** Where a window begins in a side, centred. */
const offset = (size, window) => (window > size ? 0 - Math.floor((window - size) / 2) : round((size - window) / 2));
${scaledSource(config)}
${resizeSource(config)}
/** Pixels (ImageData, or { width, height, data } of RGBA or RGB bytes) as the network's input. */
export function fromImageData({ width, height, data } = {}) {
  const step = data?.length / (width * height);
  if (step !== 4 && step !== 3) throw new TypeError('expected RGBA or RGB bytes of width x height pixels');
  const [scaledWidth, scaledHeight] = scaled(width, height);
  if (!(Math.min(scaledWidth, scaledHeight) >= 1 && Math.max(scaledWidth, scaledHeight) <= 2 ** 24))
    throw new RangeError(\`\${width} x \${height} pixels: the sides differ too much\`);
  const left = offset(scaledWidth, WIDTH), top = offset(scaledHeight, HEIGHT);
  const cols = Math.min(WIDTH, scaledWidth), rows = Math.min(HEIGHT, scaledHeight);
  const resize = resizer([width, scaledWidth, Math.max(left, 0), cols], [height, scaledHeight, Math.max(top, 0), rows]);
  const result = new Float32Array(3 * HEIGHT * WIDTH);
  for (let c = 0; c < 3; c++) {
    const bytes = resize(data, ORDER[c], step);
    const plane = result.subarray(c * HEIGHT * WIDTH, (c + 1) * HEIGHT * WIDTH);
    if (rows < HEIGHT || cols < WIDTH) plane.fill(tables[c][FILL[c]]);
    const corner = Math.max(-top, 0) * WIDTH + Math.max(-left, 0);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < cols; x++) plane[corner + y * WIDTH + x] = tables[c][bytes[y * cols + x]];
    }
  }
  return result;
}
`;
}

/** The size a picture is resized to, by timm's crop rules. */
function scaledSource({ inputSize, cropPct, cropMode, interpolation }: PreprocessConfig): string {
  const [height, width] = inputSize.map((side) => Math.floor(side / cropPct)) as [number, number];
  if (cropMode === 'squash') return `const scaled = () => [${width}, ${height}];`;
  if (cropMode === 'border' || width !== height) {
    const longest = cropMode === 'border' ? 'max' : 'min';
    return `const scaled = (width, height) => {
  const ratio = Math.${longest}(height / ${height}, width / ${width});
  return [round(width / ratio), round(height / ratio)];
};`;
  }
  const other =
    interpolation === 'opencv-bilinear' ? `(${width} / short) * long + 0.5` : `(${width} * long) / short`;
  return `const scaled = (width, height) => {
  const short = Math.min(width, height), long = Math.max(width, height), other = Math.trunc(${other});
  return width <= height ? [${width}, other] : [other, ${width}];
};`;
}

/** timm centre-crops for inputs that are not square with bilinear resampling, whatever it is told. */
function resizeSource({ interpolation, cropMode, inputSize, cropPct }: PreprocessConfig): string {
  if (interpolation === 'opencv-bilinear') return OPENCV;
  const [height, width] = inputSize.map((side) => Math.floor(side / cropPct));
  const used = cropMode === 'center' && height !== width ? 'bilinear' : interpolation;
  if (used === 'nearest') return pillow('', 'true');
  const [reach, weight] = FILTERS[used];
  const filter = `${weight.includes('sinc') ? SINC : ''}
const filter = (x) => (${weight});`;
  const kernel = `
  const stretch = Math.max(scale, 1), reach = ${reach} * stretch;
  return Array.from({ length: count }, (_, i) => {
    const centre = (from + i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const exact = [];
    for (let k = first; k < Math.min(size, Math.trunc(centre + reach + 0.5)); k++) exact.push(filter((k - centre + 0.5) * (1 / stretch)));
    const sum = exact.reduce((a, b) => a + b, 0);
    return { first, weights: exact.map((w) => Math.trunc((w / sum) * ONE + (w / sum < 0 ? -0.5 : 0.5))) };
  });`;
  return pillow(filter, 'size === out', kernel);
}

/** Pillow's two passes: weights of 22 bits, bytes in between; of very tall pictures the columns come first. */
const pillow = (filter: string, isNearest: string, kernel = ''): string => `${filter}
const ONE = 1 << 22;
/** Of one axis, outputs \`from\` to \`from + count\`: the first input of each, and its weights. */
function taps([size, out, from, count]) {
  const scale = size / out;
  if (${isNearest}) {
    const all = [];
    for (let i = 0, place = scale * 0.5; i < from + count; i++, place += scale)
      all.push({ first: Math.min(Math.trunc(place), size - 1), weights: [ONE] });
    return all.slice(from);
  }${kernel}
}
/** One axis of so many lines, from samples \`step\` apart into samples \`toStep\` apart. */
function pass(from, at, step, line, lines, taps, toStep, toLine) {
  const to = new Uint8ClampedArray(lines * taps.length);
  taps.forEach(({ first, weights }, i) => {
    for (let l = 0; l < lines; l++) {
      let sum = ONE / 2, p = at + first * step + l * line;
      for (let k = 0; k < weights.length; k++, p += step) sum += from[p] * weights[k];
      to[l * toLine + i * toStep] = sum >> 22;
    }
  });
  return to;
}
function resizer(x, y) {
  const [width, , , cols] = x, [height, scaledHeight, , rows] = y;
  const across = taps(x), down = taps(y), last = down[rows - 1];
  if (height > width * 100 && scaledHeight < height)
    return (data, colour, step) =>
      pass(pass(data, colour, width * step, step, width, down, width, 1), 0, 1, width, rows, across, 1, cols);
  const top = down[0].first, needed = last.first + last.weights.length - top;
  const moved = down.map(({ first, weights }) => ({ first: first - top, weights }));
  return (data, colour, step) =>
    pass(pass(data, colour + top * width * step, step, width * step, needed, across, 1, cols), 0, cols, 1, cols, moved, cols, 1);
}
`;

/** OpenCV's INTER_LINEAR: two taps an axis with weights of 11 bits, however much it shrinks. */
const OPENCV = `
function pairs([size, out, from, count], inside) {
  const scale = 1 / (out / size);
  return Array.from({ length: count }, (_, i) => {
    const centre = Math.fround((from + i + 0.5) * scale - 0.5), index = Math.floor(centre);
    const weight = inside && (index < 0 || index >= size - 1) ? 0 : Math.fround(centre - index);
    const limit = (k) => Math.min(Math.max(k, 0), size - 1);
    return [limit(index), limit(index + 1), round(Math.fround(1 - weight) * 2048), round(weight * 2048)];
  });
}
function resizer(x, y) {
  const [width, , , cols] = x, across = pairs(x, true), down = pairs(y, false);
  return (data, colour, step) => {
    const to = new Uint8Array(cols * down.length);
    down.forEach(([a, b, upper, lower], row) => across.forEach(([left, right, w1, w2], col) => {
      const at = (y, x) => data[(y * width + x) * step + colour];
      const above = at(a, left) * w1 + at(a, right) * w2, below = at(b, left) * w1 + at(b, right) * w2;
      to[row * cols + col] = (((upper * (above >> 4)) >> 16) + ((lower * (below >> 4)) >> 16) + 2) >> 2;
    }));
    return to;
  };
}
`;
