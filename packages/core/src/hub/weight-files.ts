// Names the hub's libraries save weights under.

/** In the order they are looked for: the safe format first, whole before in shards. */
export const WEIGHT_FILES = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
] as const;

/** Whether a file lists shards that lie beside it. */
export function isWeightIndex(file: string): boolean {
  return file.endsWith('.safetensors.index.json');
}

/** The path of a file that lies beside another one of the repository. */
export function besideFile(file: string, name: string): string {
  return `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`;
}
