// Nodes of one input that are activations: a row each.

import { constantNumbers, type Node } from '@gossamer/core';
import {
  type Activation,
  absolute,
  clipped,
  erf,
  exponential,
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  leaky,
  negative,
  raised,
  sigmoid,
  squareRoot,
  tanh,
} from '../kernels/activation.js';

type Rule = (node: Node) => Activation | undefined;

const RULES: Readonly<Record<string, Rule>> = {
  Abs: () => absolute,
  Clip: clipOf,
  Erf: () => erf,
  Exp: () => exponential,
  Gelu: (node) => (attr(node, 'approximate') === 'tanh' ? geluTanh : gelu),
  HardSigmoid: (node) => hardSigmoid(attr(node, 'alpha') as number, attr(node, 'beta') as number),
  HardSwish: () => hardSwish,
  LeakyRelu: (node) => leaky(attr(node, 'alpha') as number),
  Neg: () => negative,
  Pow: powerOf,
  Relu: () => clipped(0, undefined),
  Sigmoid: () => sigmoid,
  Sqrt: () => squareRoot,
  Tanh: () => tanh,
};

/** Names of the ops that are activations. */
export function activationOps(): readonly string[] {
  return Object.keys(RULES);
}

/** The activation a node is, undefined for all other nodes. */
export function activationOf(node: Node | undefined): Activation | undefined {
  return node && RULES[node.op.name]?.(node);
}

/** By a constant: small whole powers and the square root. */
function powerOf(node: Node): Activation | undefined {
  const exponent = node.inputs[1] && constantNumbers(node.inputs[1]);
  if (exponent?.length !== 1) return undefined;
  const [power = 0] = exponent;
  if (power === 0.5) return squareRoot;
  return [1, 2, 3, 4].includes(power) ? raised(power) : undefined;
}

/** The activation inside a com.microsoft.FusedConv, undefined where it has none. */
export function fusedActivationOf(node: Node): Activation | undefined {
  const { activation, activation_params: [a = 0, b = 0] = [] } = node.attrs as {
    activation?: string;
    activation_params?: readonly number[];
  };
  if (activation === 'LeakyRelu') return leaky(a);
  if (activation === 'Clip') return clipped(a, b);
  if (activation === 'HardSigmoid') return hardSigmoid(a, b);
  return activation === undefined ? undefined : RULES[activation]?.(node);
}

function attr(node: Node, name: string): unknown {
  return (node.attrs as Readonly<Record<string, unknown>>)[name];
}

/** Limits have to be constants. */
function clipOf(node: Node): Activation | undefined {
  const limits = node.inputs.slice(1).map((input) => input && constantNumbers(input)?.[0]);
  if (node.inputs.slice(1).some((input, i) => input !== undefined && limits[i] === undefined))
    return undefined;
  return clipped(limits[0], limits[1]);
}
