// Published checkpoints of timm's: tags, classes and preparations are those timm has in its own tables.
import { loadJson } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { findModel, type ModelName, modelNames } from './catalog/index.js';

/** A row of internal/goldens/make/timm_configs.py. */
interface Row {
  readonly input_size: readonly [number, number, number];
  readonly test_input_size?: readonly [number, number, number];
  readonly crop_pct: number;
  readonly test_crop_pct?: number;
  readonly crop_mode: string;
  readonly interpolation: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly num_classes: number;
  readonly hf_hub_id: string;
}

const rows = loadJson<Record<string, Row>>('timm-configs.json');

/** `preprocess` as timm's `resolve_data_config` gives it. */
function configOf(row: Row, size: Row['input_size'], cropPct: number) {
  const [, height, width] = size;
  const { crop_mode: cropMode, interpolation, mean, std } = row;
  return { inputSize: [height, width], cropPct, cropMode, interpolation, mean, std };
}

describe.each(modelNames())('%s', (name) => {
  it('has the checkpoints timm has', async () => {
    const entries = (await findModel(name as ModelName)).checkpoints().filter(({ hub }) => hub !== undefined);
    const theirs = Object.keys(rows).filter((key) => key.startsWith(`${name}.`));
    expect(entries.map(({ tag }) => `${name}.${tag}`).sort()).toEqual(theirs.sort());
    for (const entry of entries) {
      const row = rows[`${name}.${entry.tag}`] as Row;
      const { input_size: size, test_input_size: testSize, crop_pct: crop, test_crop_pct: testCrop } = row;
      expect(entry).toMatchObject({ hub: row.hf_hub_id, numClasses: row.num_classes });
      expect(entry.preprocess).toEqual(configOf(row, size, crop));
      const differs = testSize !== undefined || testCrop !== undefined;
      expect(entry.testPreprocess).toEqual(
        differs ? configOf(row, testSize ?? size, testCrop ?? crop) : undefined,
      );
    }
  });
});
