// What one writes without a library: sharp decodes and resizes, onnxruntime-node runs, one picture after the other.

import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import type { Contestant, Subject } from './subject.js';

export async function plainLoop({ file, preprocess: { mean, std } }: Subject): Promise<Contestant> {
  const session = await ort.InferenceSession.create(file);
  return async (paths) => {
    for (const path of paths) {
      const { data } = await sharp(path)
        .resize(256, 256, { fit: 'cover', kernel: 'cubic' })
        .extract({ left: 16, top: 16, width: 224, height: 224 })
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const input = new Float32Array(3 * 224 * 224);
      for (let c = 0; c < 3; c++) {
        const [shift, scale] = [mean[c] as number, 255 * (std[c] as number)];
        for (let i = 0; i < 224 * 224; i++) {
          input[c * 224 * 224 + i] = (data[i * 3 + c] as number) / scale - shift / (std[c] as number);
        }
      }
      const { logits } = await session.run({
        pixel_values: new ort.Tensor('float32', input, [1, 3, 224, 224]),
      });
      const scores = Array.from(logits?.data as Float32Array, Math.exp);
      const sum = scores.reduce((total, score) => total + score, 0);
      const top = scores.map((score, index) => ({ index, probability: score / sum }));
      top.sort((a, b) => b.probability - a.probability).slice(0, 5);
    }
  };
}
