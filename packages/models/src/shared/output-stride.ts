// Output stride: once the wanted reduction is reached, strides turn into dilation.

/** Stride and dilation a block is built with. */
export interface Placed {
  readonly stride: number;
  readonly dilation: number;
}

/**
 * A counter for blocks in order. The block that would have strided past `outputStride` keeps the
 * dilation so far; the blocks after it get the larger one, as timm's EfficientNet builder does.
 */
export function stridePlanner(outputStride: number, stemStride: number): (stride: number) => Placed {
  let reached = stemStride;
  let dilation = 1;
  return (stride) => {
    const placed = reached * stride > outputStride ? { stride: 1, dilation } : { stride, dilation };
    if (placed.stride === stride) reached *= stride;
    else dilation *= stride;
    return placed;
  };
}
