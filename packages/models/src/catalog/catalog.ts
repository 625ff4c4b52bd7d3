// The catalog: every registered model by name, loaded when it is asked for.

/** One line a model; a family's module is imported only for its own models. */
export const catalog = {
  mobilenetv1_100: async () => (await import('../mobilenetv1/index.js')).mobilenetv1_100,
  mobilenetv1_100h: async () => (await import('../mobilenetv1/index.js')).mobilenetv1_100h,
  mobilenetv1_125: async () => (await import('../mobilenetv1/index.js')).mobilenetv1_125,
  mobilenetv2_035: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_035,
  mobilenetv2_050: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_050,
  mobilenetv2_075: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_075,
  mobilenetv2_100: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_100,
  mobilenetv2_110d: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_110d,
  mobilenetv2_120d: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_120d,
  mobilenetv2_140: async () => (await import('../mobilenetv2/index.js')).mobilenetv2_140,
  mobilenetv3_large_075: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_large_075,
  mobilenetv3_large_100: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_large_100,
  mobilenetv3_large_150d: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_large_150d,
  mobilenetv3_rw: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_rw,
  mobilenetv3_small_050: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_small_050,
  mobilenetv3_small_075: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_small_075,
  mobilenetv3_small_100: async () => (await import('../mobilenetv3/index.js')).mobilenetv3_small_100,
  tf_mobilenetv3_large_075: async () => (await import('../mobilenetv3/index.js')).tf_mobilenetv3_large_075,
  tf_mobilenetv3_large_100: async () => (await import('../mobilenetv3/index.js')).tf_mobilenetv3_large_100,
  tf_mobilenetv3_large_minimal_100: async () =>
    (await import('../mobilenetv3/index.js')).tf_mobilenetv3_large_minimal_100,
  tf_mobilenetv3_small_075: async () => (await import('../mobilenetv3/index.js')).tf_mobilenetv3_small_075,
  tf_mobilenetv3_small_100: async () => (await import('../mobilenetv3/index.js')).tf_mobilenetv3_small_100,
  tf_mobilenetv3_small_minimal_100: async () =>
    (await import('../mobilenetv3/index.js')).tf_mobilenetv3_small_minimal_100,
  mobilenetv4_conv_small: async () => (await import('../mobilenetv4/index.js')).mobilenetv4_conv_small,
  mobilenetv4_conv_small_035: async () =>
    (await import('../mobilenetv4/index.js')).mobilenetv4_conv_small_035,
  mobilenetv4_conv_small_050: async () =>
    (await import('../mobilenetv4/index.js')).mobilenetv4_conv_small_050,
  mobilenetv4_conv_medium: async () => (await import('../mobilenetv4/index.js')).mobilenetv4_conv_medium,
  mobilenetv4_conv_large: async () => (await import('../mobilenetv4/index.js')).mobilenetv4_conv_large,
  mobilenetv4_conv_aa_medium: async () =>
    (await import('../mobilenetv4/index.js')).mobilenetv4_conv_aa_medium,
  mobilenetv4_conv_aa_large: async () => (await import('../mobilenetv4/index.js')).mobilenetv4_conv_aa_large,
  mobilenetv4_conv_blur_medium: async () =>
    (await import('../mobilenetv4/index.js')).mobilenetv4_conv_blur_medium,
  mobilenetv4_hybrid_medium: async () => (await import('../mobilenetv4/index.js')).mobilenetv4_hybrid_medium,
  mobilenetv4_hybrid_medium_075: async () =>
    (await import('../mobilenetv4/index.js')).mobilenetv4_hybrid_medium_075,
  mobilenetv4_hybrid_large: async () => (await import('../mobilenetv4/index.js')).mobilenetv4_hybrid_large,
  mobilenetv4_hybrid_large_075: async () =>
    (await import('../mobilenetv4/index.js')).mobilenetv4_hybrid_large_075,
} as const;
