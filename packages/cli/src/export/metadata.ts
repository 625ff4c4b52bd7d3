// What travels with an exported file: who made it, of what, with which weights, for which pictures.

import type { Graph } from '@gossamer/core';
import type { PreprocessConfig } from '@gossamer/core/image';
import type { Network } from '@gossamer/models';
import type { ClassNames } from '../pipeline/labels.js';

export interface ExportFacts {
  readonly network: Network;
  /** `seeded:1`, `random:0` or the checkpoint's file name. */
  readonly weights: string;
  /** Of the checkpoint's file. */
  readonly sha256: string | undefined;
  readonly preprocessing: PreprocessConfig;
  /** Of a classifier whose classes are known. */
  readonly labels: ClassNames | undefined;
}

/** Notes the facts in the graph's metadata: ONNX's metadata_props. */
export function addMetadata(graph: Graph, facts: ExportFacts): void {
  const { network, weights, sha256, preprocessing, labels } = facts;
  graph.metadata.set('model', network.spec.name);
  graph.metadata.set('options', JSON.stringify(network.options));
  graph.metadata.set('weights', weights);
  if (sha256 !== undefined) graph.metadata.set('weights_sha256', sha256);
  graph.metadata.set('preprocessing', JSON.stringify(preprocessing));
  if (labels !== undefined) graph.metadata.set('labels', labels.text);
}
