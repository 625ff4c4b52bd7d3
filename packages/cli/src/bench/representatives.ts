// The models a benchmark runs when it is not told which: a small one of every family.

export const representatives = [
  'mobilenetv1_100',
  'mobilenetv2_100',
  'mobilenetv3_large_100',
  'mobilenetv4_conv_small',
  'ghostnet_100',
  'g_ghost_regnetx_002',
  'regnetx_002',
  'shufflenetv1_g3_100',
  'fasternet_t0',
  'csp_peleenet',
  'cspresnet50',
] as const;
