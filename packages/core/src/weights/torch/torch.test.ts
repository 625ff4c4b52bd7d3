import { readFileSync } from 'node:fs';
import { goldenPath } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { expectedTensors, heldTensors } from '../../testing/heldTensors.js';
import { bytesSource } from '../byte-source.js';
import { readTorch } from './index.js';

function goldenSource(name: string) {
  return bytesSource(readFileSync(goldenPath(`checkpoints/${name}`)), name);
}

const FILES = [
  'legacy_every_dtype.pth',
  'legacy_float32.pth',
  'legacy_protocol3.pth',
  'legacy_protocol4.pth',
  'legacy_protocol5.pth',
  'legacy_training.pth',
  'legacy_views.pth',
  'training_checkpoint.pth.tar',
  'training_nested.pth',
  'zip_attributes.pth',
  'zip_bfloat16.pth',
  'zip_every_dtype.pth',
  'zip_float16.pth',
  'zip_float32.pth',
  'zip_parameters.pth',
  'zip_protocol3.pth',
  'zip_protocol4.pth',
  'zip_protocol5.pth',
  'zip_unreadable_dtypes.pth',
  'zip_views.pth',
  'zip_views_shared_storage.pth',
  'zip_whole_module.pth',
];

describe('readTorch', () => {
  it.each(FILES)('reads %s as PyTorch does', async (name) => {
    const { tensors } = await readTorch(goldenSource(name));
    expect(await heldTensors(tensors)).toEqual(expectedTensors(`checkpoints/${name}`));
  });

  it('takes the state dict that is asked for', async () => {
    const { tensors, notes } = await readTorch(goldenSource('training_nested.pth'), { section: 'model_ema' });
    expect(await heldTensors(tensors)).toEqual(expectedTensors('checkpoints/training_nested.pth.model_ema'));
    expect(notes.map((note) => note.message)).toMatchInlineSnapshot(`
      [
        "took the tensors of "model_ema"; the file also has "model"",
        "removed "module." from the start of every name",
      ]
    `);
  });

  it('lists what else is there, run by nobody', async () => {
    const { other, notes } = await readTorch(goldenSource('training_nested.pth'));
    expect(other.map(({ name, kind, summary }) => `${name} (${kind}) ${summary}`)).toMatchInlineSnapshot(`
      [
        "epoch (int) 7",
        "best (float) 71.25",
        "flag (bool) true",
        "loss (tensor) float32[]",
        "big (int) 1208925819614629174706176",
        "model_ema (dict) {"module.conv.weight": float32[2,3,3,3], "module.bn.weight": float32[2], "module.bn.bias": float32[2], "module.bn.running_mean": float32[2], "module.bn.running_var": float32[2], "module.bn.num_batc...",
        "optimizer (dict) {"state": {0: {"step": float32[], "exp_avg": float32[2,3,3,3], "exp_avg_sq": float32[2,3,3,3]}, 1: {"step": float32[], "exp_avg": float32[2], "exp_avg_sq": float32[2]}, 2: {"step": float32[], "exp_...",
        "args (argparse.Namespace) argparse.Namespace("lr": 0.1, "milestones": [30, 60], "size": (3, 224))",
        "history (dict) {"top1": [1, 2]}",
        "names (set) {"a", "b"}",
        "frozen (set) {1}",
        "raw (bytes) 2 bytes",
        "array (numpy._core.multiarray._reconstruct) numpy._core.multiarray._reconstruct(numpy.ndarray, (0), 1 bytes)",
        "device (torch.device) torch.device("cpu")",
        "dtype (torch.float16) torch.float16",
        "path (pathlib.PurePosixPath) pathlib.PurePosixPath("/", "data", "imagenet")",
        "unknown (__main__.Unknown) __main__.Unknown("secret": [1, 2, 3])",
        "nothing (None) None",
      ]
    `);
    expect(notes.map((note) => note.message)).toMatchInlineSnapshot(`
      [
        "took the tensors of "model"; the file also has "model_ema"",
      ]
    `);
  });

  it('says which sections there are', async () => {
    const asked = readTorch(goldenSource('training_nested.pth'), { section: 'modelema' });
    await expect(asked).rejects.toMatchObject({ code: 'OPTION', hint: 'did you mean model_ema, model?' });
  });
});
