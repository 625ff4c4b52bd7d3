// Variant: one thing to be measured, a network under one setting.

import type { NodeDevice } from '@gossamer/runtime-node';
import type { ModelWords } from '../words/model-words.js';
import type { InputShapes } from './bind-inputs.js';
import type { OnnxSubject } from './onnx-subject.js';

interface Setting {
  readonly device: NodeDevice;
  readonly threads: number;
  readonly batch: number;
  /** `224` where square, `192x256` (height, width) elsewhere. */
  readonly size: number | string;
  /** What the graph was lowered for; `file` for files, which are what they are. */
  readonly target: string;
  readonly precision: string;
}

export interface Variant extends Setting {
  /** Name in the catalog, or path of the file. */
  readonly model: string;
  /** The model and what tells it from its siblings; unique in a benchmark. */
  readonly label: string;
  /** Given with --compare: the others are compared with it. */
  readonly reference: boolean;
  readonly source: ModelSource | FileSource;
}

export interface ModelSource {
  readonly kind: 'model';
  readonly words: ModelWords;
}

export interface FileSource {
  readonly kind: 'file';
  readonly file: OnnxSubject;
  readonly shapes: InputShapes;
}

/** Settings in which variants of a model may differ. */
export const AXES = ['target', 'precision', 'device', 'batch', 'size', 'threads'] as const;

/** `224`, or `192x256`. */
export function sizeLabel([height, width]: readonly [height: number, width: number]): number | string {
  return height === width ? height : `${height}x${width}`;
}

/** Variants with their labels: the model, then the settings in which it differs from its siblings. */
export function labelled(variants: readonly Omit<Variant, 'label'>[]): Variant[] {
  const labels = new Set<string>();
  return variants.map((variant) => {
    const siblings = variants.filter(({ model }) => model === variant.model);
    const axes = AXES.filter((axis) => siblings.some((sibling) => sibling[axis] !== variant[axis]));
    const plain = [variant.model, ...axes.map((axis) => `${axis}=${variant[axis]}`)].join(' ');
    const label = labels.has(plain) ? `${plain} (reference)` : plain;
    labels.add(label);
    return { ...variant, label };
  });
}
