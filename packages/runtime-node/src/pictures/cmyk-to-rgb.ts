// CMYK to RGB without a colour profile, with PIL's rounding.

/** Four bytes a pixel, 255 full ink, to three bytes of RGB: (255 - K) (1 - C), in 8-bit steps. */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 255 - (cmyk[from + 3] as number);
    for (let ink = 0; ink < 3; ink++) rgb[to + ink] = light - scaled(cmyk[from + ink] as number, light);
  }
  return rgb;
}

/** a b / 255, rounded. */
function scaled(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
