// Pictures made from a formula, the same here and where their goldens were made.

/** Patches of noise, of slopes and of black and white, as data/preprocess-extra.json describes them. */
export function generatedPicture<C extends number>(width: number, height: number, channels: C, seed: number) {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const k = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    data[i] = sample(x, y, k, seed);
  }
  return { width, height, channels, data };
}

function sample(x: number, y: number, k: number, seed: number): number {
  let n =
    Math.imul(x, 374761393) +
    Math.imul(y, 668265263) +
    Math.imul(k, 2246822519) +
    Math.imul(seed, 3266489917);
  n = Math.imul((n | 0) ^ ((n | 0) >>> 13), 1274126177);
  const noise = (n ^ (n >>> 16)) & 255;
  const patch = ((x >> 4) + (y >> 3) + seed) % 3;
  if (patch === 0) return noise;
  return patch === 1 ? (3 * x + 5 * y + 40 * k) & 255 : noise < 128 ? 0 : 255;
}
