// Strides, dilations and padding of a two-dimensional window, with auto_pad worked out.

export interface WindowAttrs {
  readonly auto_pad: string;
  readonly dilations?: readonly number[] | undefined;
  readonly pads?: readonly number[] | undefined;
  readonly strides?: readonly number[] | undefined;
}

/** One axis of a window. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  readonly end: number;
}

/** Rows and columns of a window that turns `input` into `output` sizes. */
export function windowOf(
  attrs: WindowAttrs,
  kernel: readonly number[],
  input: readonly number[],
  output: readonly number[],
): readonly [rows: WindowAxis, cols: WindowAxis] {
  const axis = (i: 0 | 1): WindowAxis => {
    const sizes = {
      kernel: kernel[i] ?? 1,
      stride: attrs.strides?.[i] ?? 1,
      dilation: attrs.dilations?.[i] ?? 1,
    };
    if (attrs.auto_pad === 'NOTSET')
      return { ...sizes, begin: attrs.pads?.[i] ?? 0, end: attrs.pads?.[i + 2] ?? 0 };
    if (attrs.auto_pad === 'VALID') return { ...sizes, begin: 0, end: 0 };
    const span = ((output[i] ?? 1) - 1) * sizes.stride + (sizes.kernel - 1) * sizes.dilation + 1;
    const total = Math.max(0, span - (input[i] ?? 1));
    const less = Math.floor(total / 2);
    const begin = attrs.auto_pad === 'SAME_UPPER' ? less : total - less;
    return { ...sizes, begin, end: total - begin };
  };
  return [axis(0), axis(1)];
}

export function isPoint([rows, cols]: readonly [WindowAxis, WindowAxis]): boolean {
  return rows.kernel * cols.kernel === 1 && rows.begin + rows.end + cols.begin + cols.end === 0;
}
