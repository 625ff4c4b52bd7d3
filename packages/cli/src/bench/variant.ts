// Variant: one thing to be measured, a network under one setting.

import type { ModelWords } from '../words/model-words.js';
import type { InputShapes } from './bind-inputs.js';
import { type EngineSetting, targetOf } from './engines.js';
import type { OnnxSubject } from './onnx-subject.js';

interface Setting extends EngineSetting {
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

interface Axis {
  readonly name: string;
  /** What variants that are alike in it share. */
  key(variant: Setting): unknown;
  /** For people. */
  text(variant: Setting): string;
}

const axisOf = (name: 'precision' | 'batch' | 'size' | 'threads'): Axis => ({
  name,
  key: (variant) => variant[name],
  text: (variant) => `${name}=${variant[name]}`,
});

/** In what variants of a model may differ. */
const AXES: readonly Axis[] = [
  {
    name: 'target',
    // Each engine has a target of its own, which says nothing more.
    key: (variant) => (variant.target === targetOf(variant) ? '' : variant.target),
    text: ({ target }) => `target=${target}`,
  },
  axisOf('precision'),
  {
    name: 'engine',
    key: ({ runtime, device }) => `${runtime} ${device}`,
    text: ({ runtime, device }) =>
      runtime === 'node' ? `device=${device}` : `runtime=${runtime} device=${device}`,
  },
  axisOf('batch'),
  axisOf('size'),
  axisOf('threads'),
];

/** The axes in which two variants differ. */
export function differences(a: Setting, b: Setting): readonly Axis[] {
  return AXES.filter(({ key }) => key(a) !== key(b));
}

/** `224`, or `192x256`. */
export function sizeLabel([height, width]: readonly [height: number, width: number]): number | string {
  return height === width ? height : `${height}x${width}`;
}

/** Variants with their labels: the model, then the settings in which it differs from its siblings. */
export function labelled(variants: readonly Omit<Variant, 'label'>[]): Variant[] {
  const labels = new Set<string>();
  return variants.map((variant) => {
    const siblings = variants.filter(({ model }) => model === variant.model);
    const axes = AXES.filter((axis) =>
      siblings.some((sibling) => differences(sibling, variant).includes(axis)),
    );
    const plain = [variant.model, ...axes.map(({ text }) => text(variant))].join(' ');
    const label = labels.has(plain) ? `${plain} (reference)` : plain;
    labels.add(label);
    return { ...variant, label };
  });
}
