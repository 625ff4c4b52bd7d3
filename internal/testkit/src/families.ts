// The smallest network of every family of the catalog, for tests in browsers, where each costs seconds.

/** Model to the variance gain with which seeded weights keep its activations in range. */
export const FAMILIES: Readonly<Record<string, number>> = {
  mobilenetv1_100: 2,
  mobilenetv2_035: 1.3,
  mobilenetv3_small_050: 2,
  mobilenetv4_conv_small_035: 1.2,
  mobilenetv4_hybrid_medium_075: 1.2,
  fasternet_t0: 0.65,
  shufflenetv1_g8_050: 0.9,
  cspresnet50: 1.2,
  csp_peleenet: 1,
  ghostnet_050: 0.9,
  ghostnetv2_100: 1.1,
  ghostnetv3_050: 0.4,
  g_ghost_regnetx_002: 1,
  regnetx_002: 1,
};

/** Input height and width: small, because a browser's software GPU is slow, and unequal. */
export const SIZE = [64, 96] as const;
