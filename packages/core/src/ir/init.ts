// How a parameter starts before training, as data; `weights/random` interprets it.

/** The distribution a parameter is drawn from. fan_in = product(shape[1:]), fan_out = shape[0] * product(shape[2:]) / groups. */
export type Init =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'normal'; readonly std: number }
  /** Normal cut to +-2 std. */
  | { readonly kind: 'truncatedNormal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly bound: number }
  /** Normal with variance gain / fan. He et al., arXiv:1502.01852. */
  | {
      readonly kind: 'kaimingNormal';
      readonly gain: number;
      readonly mode: 'fanIn' | 'fanOut';
      readonly groups?: number;
    }
  /** Uniform in +-sqrt(3 gain / fan_in); PyTorch's default for convolutions and linear layers has gain 1/3. */
  | { readonly kind: 'kaimingUniform'; readonly gain: number };
