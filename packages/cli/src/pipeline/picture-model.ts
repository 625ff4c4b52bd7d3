// A network that is open for pictures, built from words or read from a file.

import type { Preprocessor } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import type { FeatureInfo } from '@gossamer/models';
import type { Phases } from './phases.js';

/** What is asked of pictures: which classes they show, a vector of each, or maps. */
export type Question = 'classes' | 'vectors' | 'maps';

export interface PictureOutput {
  readonly name: string;
  /** Of one picture, without the batch. */
  readonly shape: readonly number[];
}

export interface PictureModel {
  /** What the network is called. */
  readonly model: string;
  readonly weights: string;
  /** False for weights made up on the spot: what such a network answers means nothing. */
  readonly learned: boolean;
  readonly session: Session;
  readonly prepare: Preprocessor;
  /** Pictures in one run. */
  readonly batch: number;
  /** What answers the question: one output, or each map. */
  readonly outputs: readonly PictureOutput[];
  /** Names of the classes, where somebody has told them. */
  readonly labels: readonly string[] | undefined;
  /** The network ends in a softmax of its own. */
  readonly probabilities: boolean;
  /** What is known of its maps. */
  readonly features: readonly FeatureInfo[];
  /** What people should know. */
  readonly notes: readonly string[];
  readonly phases: Phases;
}
