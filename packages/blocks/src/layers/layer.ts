// What a layer is, and the choices blocks leave to their caller.

import type { Scope, Value } from '@gossamer/core';
import type { Conv2dOptions } from './conv2d.js';

/** A function from value to value that adds its nodes and parameters under a scope. */
export type Layer = (s: Scope, x: Value) => Value;

/** An activation: relu, relu6, hardSwish, ... or any Layer without parameters. */
export type Activation = Layer;

/** A convolution with its way of padding: `conv2d`, `conv2dSame`. */
export type ConvLayer = (s: Scope, x: Value, options: Conv2dOptions) => Value;

/** Layer choices that a whole network shares; every block takes them. */
export interface LayerChoices {
  /** Default `conv2d`: symmetric padding. */
  conv?: ConvLayer | undefined;
  /** Default `batchNorm()`. */
  norm?: Layer | undefined;
  /** Default `relu`, unless the block says otherwise. */
  act?: Activation | undefined;
  /** Where given, a stride of 2 is this layer behind the unstrided convolution: `averageBlur`, `binomialBlur`. */
  antialias?: Layer | undefined;
}
