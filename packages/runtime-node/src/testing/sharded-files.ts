// Weights in shards as the hub's libraries save them: an index, and a file for each part.
import { encodeSafetensors, memoryTensor, seededTensor } from '@gossamer/core/weights';

/** `part0.weight` to the last, 40 kB each, in files of their own. */
export async function shardedFiles(count: number): Promise<Record<string, Uint8Array | string>> {
  const files: Record<string, Uint8Array | string> = {};
  const weightMap: Record<string, string> = {};
  for (let i = 0; i < count; i++) {
    const five = (n: number) => String(n).padStart(5, '0');
    const file = `model-${five(i + 1)}-of-${five(count)}.safetensors`;
    const name = `part${i}.weight`;
    const { dtype, data } = seededTensor(name, [10_000], 1);
    files[file] = await encodeSafetensors(new Map([[name, memoryTensor(dtype, [10_000], data)]]));
    weightMap[name] = file;
  }
  const metadata = { total_size: count * 40_000 };
  files['model.safetensors.index.json'] = JSON.stringify({ metadata, weight_map: weightMap });
  return files;
}
