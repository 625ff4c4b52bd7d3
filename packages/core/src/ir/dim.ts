// Dimensions: positive integers, or integer polynomials in named sizes with floor division.

import { ShapeError } from '../errors.js';

/** One axis of a shape: a number, or a size known only when the network runs. */
export type Dim = number | SymbolicDim;

interface Variable {
  readonly kind: 'variable';
  readonly key: string;
}

interface FloorDiv {
  readonly kind: 'floor';
  readonly key: string;
  readonly numerator: SymbolicDim;
  readonly divisor: number;
}

type Atom = Variable | FloorDiv;

interface Term {
  readonly coefficient: number;
  /** Sorted by key; empty for the constant term. */
  readonly atoms: readonly Atom[];
}

/**
 * A size in normal form: a sum of integer multiples of products of atoms, where an atom is a
 * named size or floor(polynomial / integer). Two equal forms have the same `key`, so that two
 * branches that stride a symbolic height alike are known to have the same shape.
 */
export class SymbolicDim {
  readonly key: string;

  constructor(readonly terms: readonly Term[]) {
    this.key = terms.map(formatTerm).join('+').replaceAll('+-', '-');
    if (this.key.length > LONGEST_KEY) throw tooLong(this.key);
  }

  toString(): string {
    return this.key;
  }
}

/** Networks stay far below; without limits a file of 30 nodes could square a size until memory ends. */
const LONGEST_KEY = 4096;
const MOST_TERMS = 10_000;

function tooLong(key: string): ShapeError {
  return new ShapeError(`a symbolic size has grown out of hand: ${key.slice(0, 80)}...`, {
    hint: 'bind the symbolic sizes first (bindDims), or build with a fixed batch and size',
  });
}

/** A named size such as `N`, `H` or `W`. */
export function symbolicDim(name: string): SymbolicDim {
  return new SymbolicDim([{ coefficient: 1, atoms: [{ kind: 'variable', key: name }] }]);
}

export function addDims(...dims: readonly Dim[]): Dim {
  return fromTerms(dims.flatMap(termsOf));
}

export function subDims(a: Dim, b: Dim): Dim {
  return addDims(a, mulDims(b, -1));
}

export function mulDims(...dims: readonly Dim[]): Dim {
  return dims.reduce<Dim>((product, dim) => {
    if (typeof product === 'number' && typeof dim === 'number') return product * dim;
    const [left, right] = [termsOf(product), termsOf(dim)];
    if (left.length * right.length > MOST_TERMS) throw tooLong(`(${product})*(${dim})`);
    return fromTerms(left.flatMap((a) => right.map((b) => mulTerms(a, b))));
  }, 1);
}

/** floor(dim / divisor) for a positive integer divisor. */
export function floorDivDim(dim: Dim, divisor: number): Dim {
  if (typeof dim === 'number') return Math.floor(dim / divisor);
  if (divisor === 1) return dim;
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const term of dim.terms) {
    const quotient = Math.floor(term.coefficient / divisor);
    whole.push({ ...term, coefficient: quotient });
    rest.push({ ...term, coefficient: term.coefficient - quotient * divisor });
  }
  return addDims(fromTerms(whole), floorOf(fromTerms(rest), divisor));
}

/** ceil(dim / divisor) for a positive integer divisor. */
export function ceilDivDim(dim: Dim, divisor: number): Dim {
  return floorDivDim(addDims(dim, divisor - 1), divisor);
}

/** a / b where that is known to come out even for all sizes, else undefined. */
export function divDims(a: Dim, b: Dim): Dim | undefined {
  if (sameDim(a, b)) return b === 0 ? undefined : 1;
  const divisors = termsOf(b);
  const [divisor] = divisors;
  if (divisor === undefined) return undefined;
  if (divisors.length === 1) {
    const quotients = termsOf(a).map((term) => divTerms(term, divisor));
    return quotients.every((term) => term !== undefined) ? fromTerms(quotients) : undefined;
  }
  const factor = (termsOf(a)[0]?.coefficient ?? 0) / divisor.coefficient;
  return Number.isInteger(factor) && sameDim(a, mulDims(b, factor)) ? factor : undefined;
}

/**
 * The size two axes have in common where they have to be equal: the number, if one is a number.
 * undefined where they differ at every size.
 */
export function unifyDims(a: Dim, b: Dim): Dim | undefined {
  if (sameDim(a, b)) return a;
  if (isNeverZero(subDims(a, b))) return undefined;
  if (typeof b === 'number') return b;
  return typeof a !== 'number' && dimNames(a).some((name) => name.startsWith('?')) ? b : a;
}

/** Sizes are at least one and rounded quotients at least zero, so terms of one sign do not add up to nothing. */
function isNeverZero(dim: Dim): boolean {
  const terms = termsOf(dim);
  const isPositive = (term: Term): boolean => term.atoms.every((atom) => atom.kind === 'variable');
  return new Set(terms.map((term) => Math.sign(term.coefficient))).size === 1 && terms.some(isPositive);
}

/** True where both are the same number or the same normal form. */
export function sameDim(a: Dim, b: Dim): boolean {
  return typeof a === 'number' || typeof b === 'number' ? a === b : a.key === b.key;
}

/** The dim with every bound name replaced; a number once all are bound. */
export function bindDim(dim: Dim, sizes: ReadonlyMap<string, Dim>): Dim {
  if (typeof dim === 'number') return dim;
  return addDims(
    ...dim.terms.map((term) => mulDims(term.coefficient, ...term.atoms.map((atom) => bindAtom(atom, sizes)))),
  );
}

/** Names of the sizes a dim depends on. */
export function dimNames(dim: Dim): string[] {
  if (typeof dim === 'number') return [];
  const names = dim.terms.flatMap((term) =>
    term.atoms.flatMap((atom) => (atom.kind === 'variable' ? [atom.key] : dimNames(atom.numerator))),
  );
  return [...new Set(names)];
}

/** The name, where the dim is one bare named size. */
export function dimVariable(dim: Dim): string | undefined {
  if (typeof dim === 'number' || dim.terms.length !== 1) return undefined;
  const term = dim.terms[0] as Term;
  const atom = term.atoms[0];
  return term.coefficient === 1 && term.atoms.length === 1 && atom?.kind === 'variable'
    ? atom.key
    : undefined;
}

function bindAtom(atom: Atom, sizes: ReadonlyMap<string, Dim>): Dim {
  if (atom.kind === 'floor') return floorDivDim(bindDim(atom.numerator, sizes), atom.divisor);
  return sizes.get(atom.key) ?? new SymbolicDim([{ coefficient: 1, atoms: [atom] }]);
}

/** floor(dim / divisor) of what is left once whole multiples of the divisor are taken out. */
function floorOf(dim: Dim, divisor: number): Dim {
  if (typeof dim === 'number') return Math.floor(dim / divisor);
  const [first, ...others] = dim.terms as readonly [Term, ...Term[]];
  const constant = others.find((term) => term.atoms.length === 0)?.coefficient ?? 0;
  const atom = first.coefficient === 1 && first.atoms.length === 1 ? first.atoms[0] : undefined;
  if (atom?.kind === 'floor' && others.length === (constant === 0 ? 0 : 1)) {
    // floor((floor(n / d) + c) / k) = floor((n + c d) / (d k))
    return floorDivDim(addDims(atom.numerator, constant * atom.divisor), atom.divisor * divisor);
  }
  const factor = dim.terms
    .filter((term) => term.atoms.length > 0)
    .reduce((common, term) => gcd(common, term.coefficient), divisor);
  if (factor > 1) {
    // floor((g n + c) / (g d)) = floor((n + floor(c / g)) / d)
    const reduced = dim.terms.map((term) => ({
      ...term,
      coefficient: Math.floor(term.coefficient / factor),
    }));
    return floorDivDim(fromTerms(reduced), divisor / factor);
  }
  const key = `floor(${dim.terms.length === 1 ? dim.key : `(${dim.key})`}/${divisor})`;
  return fromTerms([{ coefficient: 1, atoms: [{ kind: 'floor', key, numerator: dim, divisor }] }]);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function termsOf(dim: Dim): readonly Term[] {
  if (typeof dim !== 'number') return dim.terms;
  return dim === 0 ? [] : [{ coefficient: dim, atoms: [] }];
}

function mulTerms(a: Term, b: Term): Term {
  const atoms = [...a.atoms, ...b.atoms].sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : 0));
  return { coefficient: a.coefficient * b.coefficient, atoms };
}

/** The term without the divisor's factors, undefined where it has not got them. */
function divTerms(term: Term, divisor: Term): Term | undefined {
  const coefficient = term.coefficient / divisor.coefficient;
  const atoms = [...term.atoms];
  for (const { key } of divisor.atoms) {
    const index = atoms.findIndex((atom) => atom.key === key);
    if (index < 0) return undefined;
    atoms.splice(index, 1);
  }
  return Number.isInteger(coefficient) ? { coefficient, atoms } : undefined;
}

function fromTerms(terms: readonly Term[]): Dim {
  const sums = new Map<string, Term>();
  for (const term of terms) {
    const key = atomsKey(term.atoms);
    const coefficient = (sums.get(key)?.coefficient ?? 0) + term.coefficient;
    sums.set(key, { coefficient, atoms: term.atoms });
  }
  const kept = [...sums.entries()].filter(([, term]) => term.coefficient !== 0);
  if (kept.every(([, term]) => term.atoms.length === 0)) return kept[0]?.[1].coefficient ?? 0;
  // The constant last, the rest by key.
  kept.sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  return new SymbolicDim(kept.map(([, term]) => term));
}

function atomsKey(atoms: readonly Atom[]): string {
  return atoms.map((atom) => atom.key).join('*');
}

function formatTerm(term: Term): string {
  if (term.atoms.length === 0) return String(term.coefficient);
  if (term.coefficient === 1) return atomsKey(term.atoms);
  return term.coefficient === -1 ? `-${atomsKey(term.atoms)}` : `${term.coefficient}*${atomsKey(term.atoms)}`;
}
