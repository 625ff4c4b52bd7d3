// What an ONNX file says of itself: our export's metadata, and how it ends.

import { FormatError, type Graph, IoError } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import { readOnnxFile } from '@gossamer/runtime-node';

export interface OnnxFacts {
  /** The network's name. */
  readonly model: string | undefined;
  /** Where its weights came from. */
  readonly weights: string | undefined;
  readonly preprocessing: PreprocessConfig | undefined;
  /** As `ClassNames.text`. */
  readonly labels: string | undefined;
  /** Outputs that a softmax gives. */
  readonly probabilities: ReadonlySet<string>;
}

/**
 * Of a file with operators that are unknown here nothing is known; onnxruntime may run it all the same.
 * @throws IoError; FormatError where the metadata is damaged
 */
export async function onnxFacts(path: string): Promise<OnnxFacts> {
  const graph = await readOnnxFile(path).then(
    (model) => model.graph,
    (error) => {
      if (error instanceof IoError) throw error;
      return undefined;
    },
  );
  const { metadata = new Map<string, string>() } = graph ?? {};
  const config = metadata.get('preprocessing');
  return {
    model: metadata.get('model') ?? graph?.name,
    weights: metadata.get('weights'),
    preprocessing: config === undefined ? undefined : preprocessingOf(config, path),
    labels: metadata.get('labels'),
    probabilities: new Set(graph === undefined ? [] : softmaxOutputs(graph)),
  };
}

function preprocessingOf(text: string, path: string): PreprocessConfig {
  try {
    const config = JSON.parse(text) as PreprocessConfig;
    createPreprocessor(config);
    return config;
  } catch (cause) {
    throw new FormatError(
      `the metadata "preprocessing" does not say how pictures are prepared: ${(cause as Error).message}`,
      {
        within: path,
        hint: 'it is what `gossamer export` writes there, as JSON',
        cause,
      },
    );
  }
}

function softmaxOutputs({ outputs }: Graph): string[] {
  return outputs.filter(({ value }) => value.producer?.op.name === 'Softmax').map(({ name }) => name);
}
