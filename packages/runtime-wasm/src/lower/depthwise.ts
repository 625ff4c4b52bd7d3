// Depthwise convolution.

import type { Lowering } from '../compile/lowering.js';
import { type Call, call, shared } from '../compile/step.js';
import { blocksOf, planeBytes } from '../compile/tensor-shape.js';
import { depthwiseKernel } from '../kernels/depthwise.js';
import type { Convolution } from './conv.js';
import { quantumTable } from './quantize.js';

export function lowerDepthwise(lowering: Lowering, conv: Convolution): void {
  const [rows, cols] = conv.window;
  const { result, tail } = conv;
  const from = lowering.planes(conv.x);
  const to = lowering.planes(result);
  const x = lowering.blocked(conv.x);
  const residual = tail.residual && lowering.blocked(tail.residual);
  const out = lowering.allocate(result, 'blocked');
  const rowBytes = 16 * from.width;
  const taps = rows.kernel * cols.kernel;
  const panels = { count: blocksOf(to.channels), rows: taps, lanes: 4 };
  const weight = lowering.weight(
    panels.count * 4 * (1 + taps),
    () => packDepthwise(conv, to.channels),
    panels,
  );
  const zeros = lowering.zeros(rowBytes);
  const kernel = depthwiseKernel({
    kernel: [rows.kernel, cols.kernel],
    strideCols: cols.stride,
    dilationCols: cols.dilation,
    padLeft: cols.begin,
    inCols: from.width,
    outCols: to.width,
    epilogue: tail.epilogue,
  });
  const quantum = tail.steps && quantumTable(lowering, tail.steps);
  const part = (first: number, blocks: number): Call =>
    call(kernel, {
      x: x.at(first * planeBytes(from)),
      w: weight.at(first * 16 * (1 + taps)),
      out: out.at(first * planeBytes(to)),
      residual: residual === undefined ? 0 : { from: out.at(0), to: residual.at(0) },
      blocks,
      inRows: from.height,
      rowBytes,
      outRows: to.height,
      firstRow: -rows.begin,
      strideRows: rows.stride,
      dilationRows: rows.dilation,
      zeros: zeros.at(0),
      repeat: kernel.repeat,
      quantum: quantum === undefined ? 0 : quantum.at(0),
    });
  lowering.steps.push({
    path: conv.path,
    reads: residual === undefined ? [x] : [x, residual],
    writes: [out],
    inPlace: residual === undefined || residual === x ? [] : [residual],
    calls: (share) => shared(share, blocksOf(to.channels), part),
  });
}

/** For each block of 4 channels the bias, then tap after tap. */
async function packDepthwise({ weight, bias, window }: Convolution, channels: number): Promise<Float32Array> {
  const [w, b] = [await weight.read(), await bias?.read()];
  const taps = window[0].kernel * window[1].kernel;
  const packed = new Float32Array(blocksOf(channels) * 4 * (1 + taps));
  for (let channel = 0; channel < channels; channel++) {
    const at = Math.floor(channel / 4) * 4 * (1 + taps) + (channel % 4);
    packed[at] = b?.[channel] ?? 0;
    for (let tap = 0; tap < taps; tap++) packed[at + 4 * (1 + tap)] = w[channel * taps + tap] as number;
  }
  return packed;
}
