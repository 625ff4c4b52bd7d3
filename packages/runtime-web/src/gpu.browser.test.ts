// What only WebGPU has, in Chromium on its software adapter: a shader's pictures, GPU tensors, captured graphs, one device.
import { imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FATAL_FRAMES, startBrowser, type TestBrowser } from './testing/browser.js';
import type { GpuFunctions, PictureCase } from './testing/programs/gpu.js';

let browser: TestBrowser<GpuFunctions>;
beforeAll(async () => {
  browser = await startBrowser<GpuFunctions>('gpu');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

const CONFIG: PreprocessConfig = { ...imagenetPreprocess, inputSize: [32, 32] };

const row = (
  source: PictureCase['source'],
  width: number,
  height: number,
  changes: Partial<PreprocessConfig> = {},
): PictureCase => ({ source, width, height, config: { ...CONFIG, ...changes } });

const CASES = [
  row('bitmap', 53, 41),
  row('bitmap', 640, 480, { interpolation: 'bilinear', inputSize: [224, 224] }),
  row('bitmap', 20, 500, { interpolation: 'lanczos' }),
  row('canvas', 300, 200, { interpolation: 'hamming', inputSize: [40, 24] }),
  row('canvas', 16, 12, { interpolation: 'box', cropMode: 'squash' }),
  row('blob', 120, 90, { cropMode: 'border', channelOrder: 'bgr' }),
  row('blob', 90, 120, { interpolation: 'nearest', range: 255, mean: [128, 128, 128], std: [60, 60, 60] }),
  row('frame', 320, 240),
  row('frame', 64, 48, { interpolation: 'bilinear', cropMode: 'border' }),
  row('yuv', 320, 240),
  row('yuv', 66, 130, { interpolation: 'bilinear' }),
  row('video', 160, 120),
  row('bitmap', 60, 40, { interpolation: 'opencv-bilinear' }),
  row('bitmap', 3, 900, { cropMode: 'squash' }),
];

describe('pictures through the shader', () => {
  it.each([
    ['on the page', false],
    ['in a worker', true],
  ])('are what core makes of them, %s', async (_, worker) => {
    await using page = await browser.open();
    const levels = await page.call('pictures', CASES, { device: 'webgpu', worker });
    const table = CASES.map(({ source, width, height, config }, i) => {
      return `${source} ${width}x${height} ${config.interpolation} to ${config.inputSize}: ${levels[i]}`;
    });
    process.stdout.write(`  levels of 255 off:\n    ${table.join('\n    ')}\n`);
    for (const [i, { source }] of CASES.entries()) {
      // Bytes of RGB are the same to the bit; frames in YUV are converted by the GPU, not by the canvas.
      expect(levels[i], table[i]).toBeLessThanOrEqual(source === 'yuv' ? 2 : 1e-4);
    }
    expect(page.consoleErrors).toEqual([]);
  });

  it.each([false, true])(
    'are copied where frames cost the device, and the run repeated (in a worker: %s)',
    async (worker) => {
      await using drawing = await startBrowser<GpuFunctions>('gpu', FATAL_FRAMES);
      await using page = await drawing.open();
      expect(await page.call('pictures', [row('frame', 320, 240)], { device: 'webgpu', worker })).toEqual([
        0,
      ]);
    },
  );

  it('go into a captured graph', async () => {
    await using page = await browser.open();
    const levels = await page.call('pictures', CASES.slice(0, 2), { device: 'webgpu', worker: true }, true);
    expect(Math.max(...levels), String(levels)).toBeLessThanOrEqual(1e-4);
  });

  it('are prepared on the CPU for WASM', async () => {
    await using page = await browser.open();
    expect(await page.call('pictures', [row('canvas', 53, 41)], { device: 'wasm' })).toEqual([0]);
  });
});

describe('captured graphs', () => {
  // All kinds of layers once; through a worker goes the same graph of kernels.
  it.each([
    ['classifier', 'on the page', false],
    ['quick', 'in a worker', true],
  ])('of %s give what plain runs give, for new data each time, %s', async (name, _, worker) => {
    await using page = await browser.open();
    const seeds = ['a', 'b', 'c', 'a', 'd', 'b'];
    const { plain, found } = await page.call(
      'replays',
      name,
      seeds,
      { device: 'webgpu', worker },
      { capture: true },
    );
    expect(new Set(plain.map(String)).size).toBe(4);
    expect(found).toEqual(plain);
  });
});

describe('tensors on the GPU', () => {
  it.each([false, true])(
    'go in, stay, go through a second network and come back (captured: %s)',
    async (capture) => {
      await using page = await browser.open();
      const { plain, first, second, later } = await page.call('tensors', capture);
      expect(first).toEqual(plain);
      expect(second).toEqual(plain.map((value) => -value));
      expect(later).not.toEqual(first);
      expect(later.length).toBe(10);
    },
  );

  it('are refused where they cannot be, with the reason', async () => {
    await using page = await browser.open();
    expect(await page.call('refusals')).toMatchInlineSnapshot(`
      {
        "cpuNodes": "RUNTIME: onnxruntime-web cannot load the network: Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: This session cannot use the graph capture feature as requested by the user  as all compute graph nodes have not been partitioned to the WebGpuExecutionProvider",
        "deviceInWorker": "OPTION: the network runs in a worker, or not on WebGPU: there is no GPU device of it here
        webRuntime({ device: 'webgpu', worker: false })",
        "disposed": "RUNTIME: the GPU tensor is disposed
        read it before, and keep its session for as long as it is needed",
        "feedInWorker": "OPTION: input "x" is a GPU tensor, and the network runs in a worker with a device of its own
        webRuntime({ worker: false }) runs where it is called: on the page, or in a worker of your own",
        "foreign": "RUNTIME: the run failed: failed to call OrtRun(). ERROR_CODE: 1, ERROR_MESSAGE: WebGPU validation failed. [Buffer (unlabeled)] is associated with [Device], and cannot be used with [Device].
       - While validating entries[0] against { binding: 0, visibility: ShaderStage::Compute, buffer: {type: BufferBindingType::ReadOnlyStorage, minBindingSize: 0, hasDynamicOffset: 0} }.
       - While validating [BindGroupDescriptor ""Sigmoid""] against [BindGroupLayout "Sigmoid"]
       - While calling [Device].CreateBindGroup([BindGroupDescriptor ""Sigmoid""]).",
        "noFrame": "IMAGE: the video shows no frame that can be read
        wait for loadeddata, and serve it with CORS headers where it is from another origin",
        "openSizes": "RUNTIME: a graph with open sizes cannot be captured: N
        give them numbers when the network is compiled: compile(model, { sizes: { N: 1 } })",
        "outputsInWorker": "OPTION: the result is a GPU tensor, and the network runs in a worker with a device of its own
        webRuntime({ worker: false }) runs where it is called: on the page, or in a worker of your own",
        "outputsOnWasm": "OPTION: results stay on the GPU only with device "webgpu", found "wasm"
        webRuntime({ device: 'webgpu', worker: false })",
        "picture": "SHAPE: input "x" is float32 [1,3,8,8] as a picture, expected float32 [1,3,32,32]",
        "shape": "SHAPE: input "x" is float32 [1,10] on the GPU, expected float32 [1,3,32,32]",
        "short": "SHAPE: the buffer of input "x" has 64 bytes, expected 12288
        4 bytes for each element of [1,3,32,32]",
      }
    `);
  });
});

describe('the device', () => {
  it('is one for all sessions, and goes two seconds after the last', async () => {
    await using page = await browser.open();
    const { asked, destroyedAfter, again } = await page.call('sharing');
    expect(asked).toBe(1);
    expect(destroyedAfter).toBeGreaterThan(1900);
    expect(again).toBe(48);
  });

  it('is found again when it is lost, on the page too', async () => {
    await using page = await browser.open();
    const { difference, asked } = await page.call('lostOnPage');
    expect(asked).toBe(2);
    expect(difference).toBeLessThan(1e-6);
  });

  it('runs fp16 only with shader-f16', async () => {
    await using page = await browser.open();
    const { refused, precision, why, asked } = await page.call('half');
    expect(refused).toContain(
      'DEVICE_UNAVAILABLE: the network is fp16, and the GPU adapter has no shader-f16',
    );
    expect({ precision, asked }).toEqual({ precision: 'fp32', asked: 0 });
    expect(why).toBe('webgpu was asked for; fp32, because the GPU adapter has no shader-f16');
  });
});

describe('the build of onnxruntime', () => {
  it.each([
    ['isolated', 'ort-wasm-simd-threaded.jspi.wasm'],
    ['no-jspi', 'ort-wasm-simd-threaded.asyncify.wasm'],
  ])('is the one for the browser (%s), and no other is fetched', async (folder, file) => {
    await using page = await browser.open(folder);
    const { plain, found } = await page.call(
      'replays',
      'quick',
      ['a'],
      { device: 'webgpu', worker: true },
      {},
    );
    expect(found).toEqual(plain);
    expect(new Set(page.requests.filter((name) => name.endsWith('.wasm')))).toEqual(new Set([file]));
  });
});
