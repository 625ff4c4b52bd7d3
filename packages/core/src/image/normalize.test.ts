import { generatedPicture } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { toTensor } from './index.js';

const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

describe('toTensor', () => {
  it('divides, subtracts and divides in float32 as PyTorch does', () => {
    const data = Uint8Array.of(0, 0, 0, 1, 2, 3, 124, 116, 104, 255, 255, 255);
    const tensor = toTensor({ width: 4, height: 1, channels: 3, data }, imagenet);
    // torchvision 0.28.0: normalize(to_tensor(picture), mean, std)
    expect([...tensor]).toEqual([
      -2.1179039478302, -2.1007792949676514, 0.005565485917031765, 2.248908281326294, -2.0357141494750977,
      -2.0007002353668213, -0.004901949781924486, 2.4285714626312256, -1.804444432258606, -1.7521568536758423,
      0.008191797882318497, 2.640000104904175,
    ]);
  });

  it('repeats grey and drops alpha', () => {
    const grey = toTensor(
      { width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) },
      { mean: [0, 0, 0], std: [1, 1, 1] },
    );
    expect([...grey]).toEqual([0, 1, 0, 1, 0, 1]);
    const rgba = { width: 1, height: 1, channels: 4, data: Uint8Array.of(1, 2, 3, 77) } as const;
    const raw = { mean: [0, 0, 0], std: [1, 1, 1], range: 255 } as const;
    expect([...toTensor(rgba, raw)]).toEqual([1, 2, 3]);
    expect([...toTensor(rgba, { ...raw, channelOrder: 'bgr' })]).toEqual([3, 2, 1]);
  });

  it('takes mean and deviation in the order of the tensor', () => {
    const rgb = { width: 1, height: 1, channels: 3, data: Uint8Array.of(10, 20, 30) } as const;
    const tensor = toTensor(rgb, { mean: [30, 20, 10], std: [1, 2, 4], range: 255, channelOrder: 'bgr' });
    expect([...tensor]).toEqual([0, 0, 0]);
  });

  it('refuses bad pictures, deviations and buffers', () => {
    const picture = generatedPicture(3, 2, 3, 1);
    const bad = expect.objectContaining({ code: 'OPTION' });
    expect(() => toTensor({ ...picture, width: 4 }, imagenet)).toThrow(
      expect.objectContaining({ code: 'IMAGE' }),
    );
    expect(() => toTensor(picture, { ...imagenet, std: [0, 1, 1] })).toThrow(bad);
    expect(() => toTensor(picture, imagenet, { into: new Float32Array(17) })).toThrow(bad);
  });
});
