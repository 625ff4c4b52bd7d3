import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gossamer, gossamerWith, temporaryFolder } from '../testing/run-gossamer.js';
import { writeConvolution } from '../testing/write-convolution.js';

/** As little as the program allows. */
const QUICK = ['--size', '64', '--threads', '1', '--rounds', '9', '--min-time', '0', '--warmup', '1'];

const bench = (...args: string[]) => gossamer('bench', ...args, ...QUICK);

interface BenchResult {
  readonly label: string;
  readonly model: string;
  readonly batch: number;
  readonly latencyMs: Record<string, number>;
  readonly outputs: Record<string, unknown>;
  readonly [field: string]: unknown;
}

interface BenchDocument {
  readonly machine: { probes: Record<string, number>[] } & Record<string, unknown>;
  readonly versions: Record<string, string>;
  readonly results: readonly BenchResult[];
  readonly comparisons: readonly Record<string, number | string>[];
}

const positive = expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0 && value < 1e12);

// Seconds on a free core, more beside other tests.
describe('gossamer bench', { timeout: 60_000 }, () => {
  it('measures with several runtimes in the same rounds', async () => {
    const words = ['mobilenetv2_035', '--runtime', 'node,web,wasm', '--json'];
    const { status, json } = await bench(...words);
    const { results, comparisons, machine, versions } = json<BenchDocument>();
    expect(status).toBe(0);
    expect(results.map(({ label, target }) => [label, target])).toEqual([
      ['mobilenetv2_035 device=cpu', 'cpu'],
      ['mobilenetv2_035 runtime=web device=wasm', 'wasm'],
      ['mobilenetv2_035 runtime=wasm device=module', 'wasm'],
    ]);
    expect(machine.probes.map(({ runtime }) => runtime)).toEqual(['node', 'web', 'wasm']);
    expect(versions['onnxruntime-web']).toMatch(/^1\./);
    expect(comparisons.map(({ b, rounds }) => [b, rounds])).toEqual(
      Array.from({ length: 2 }, () => ['mobilenetv2_035 device=cpu', 9]),
    );
    // The same network, the same weights, the same picture.
    const [node, ...others] = results.map(({ outputs }) => Number(outputs.largest));
    for (const largest of others) expect(largest / (node as number)).toBeCloseTo(1, 4);
  });

  it('has the fields of the contract, and saves what it prints', async () => {
    const folder = temporaryFolder();
    const [file, page] = [folder.file('result.json'), folder.file('result.html')];
    const words = ['mobilenetv2_035', '--batch', '1,2'];
    const { status, stdout, json } = await bench(...words, '--json', '--save', file, '--html', page);
    expect(status).toBe(0);
    expect(readFileSync(page, 'utf8')).toContain('"label":"mobilenetv2_035 batch=2"');
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    const document = json<BenchDocument>();
    const inspected = await gossamer('inspect', 'mobilenetv2_035', '--size', '64', '--json');
    const { macs, params } = inspected.json<{ macs: number; params: number }>();
    expect(document).toMatchObject({
      schemaVersion: 1,
      machine: { cpu: expect.any(String), threads: positive, probes: [{ threads: 1 }] },
      versions: {
        gossamer: expect.any(String),
        node: process.versions.node,
        'onnxruntime-node': expect.any(String),
      },
    });
    for (const probe of document.machine.probes) {
      expect(probe).toMatchObject({ device: 'cpu', sgemmGflops: positive, copyGBps: positive });
    }
    expect(document.results.map(({ label }) => label)).toEqual([
      'mobilenetv2_035 batch=1',
      'mobilenetv2_035 batch=2',
    ]);
    const times = { p50: positive, p90: positive, p99: positive, mean: positive, min: positive, n: 18 };
    for (const [index, result] of document.results.entries()) {
      expect(result).toMatchObject({
        model: 'mobilenetv2_035',
        runtime: 'node',
        device: 'cpu',
        precision: 'fp32',
        target: 'cpu',
        threads: 1,
        batch: index + 1,
        size: 64,
        weights: 'seeded:1.3',
        macs,
        params,
        phases: {
          buildMs: positive,
          bindMs: positive,
          passesMs: positive,
          encodeMs: positive,
          createMs: positive,
          firstMs: positive,
        },
        latencyMs: times,
        wallMs: times,
        cpuMs: times,
        rooflineShare: positive,
        rssBytes: positive,
        outputs: { elements: 1000 * result.batch, nan: 0, infinite: 0, denormal: 0, problem: null },
        rounds: { wallMs: new Array(9).fill(positive), cpuMs: new Array(9).fill(positive) },
      });
      const { p50, p90, min } = result.latencyMs as { p50: number; p90: number; min: number };
      expect(p50).toBeGreaterThanOrEqual(min);
      expect(p90).toBeGreaterThanOrEqual(p50);
      expect(result.imagesPerSecond).toBeCloseTo((1000 * result.batch) / p50, -1);
      expect(result.gflops).toBeCloseTo((2 * macs * result.batch) / p50 / 1e6, 1);
      // Four bytes a parameter, without the statistics that were folded.
      expect(Number(result.fileBytes) / (4 * params)).toBeCloseTo(1, 1);
    }
    expect(document.comparisons).toEqual([
      {
        a: 'mobilenetv2_035 batch=2',
        b: 'mobilenetv2_035 batch=1',
        ratio: positive,
        low: positive,
        high: positive,
        rounds: 9,
        basis: expect.stringMatching(/^(wall|cpu)$/),
        verdict: expect.stringMatching(/^(faster|slower|same|unclear)$/),
      },
    ]);
  });

  it('puts a file beside the models, with its open sizes bound, and says that its outputs are dead', async () => {
    const file = temporaryFolder().file('dead.onnx');
    await writeConvolution(file, 1e-40);
    const { status, json, stderr } = await bench(
      'mobilenetv2_035',
      '--batch',
      '2',
      '--compare',
      file,
      '--json',
    );
    expect(status).toBe(0);
    const { results, comparisons } = json<BenchDocument>();
    expect(results[1]).toMatchObject({
      ...{ model: file, target: 'file', precision: 'fp32', batch: 2, size: 64 },
      phases: {
        buildMs: null,
        bindMs: null,
        passesMs: null,
        encodeMs: null,
        createMs: positive,
        firstMs: positive,
      },
      // Of one image: 8 x 3 at each of 64 x 64 places.
      macs: 8 * 3 * 64 * 64,
    });
    const { elements, denormal, nan } = (results[1] as BenchResult).outputs as Record<string, number>;
    expect({ elements, nan }).toEqual({ elements: 2 * 8 * 64 * 64, nan: 0 });
    expect(denormal).toBeGreaterThan(0.9 * (elements as number));
    expect(stderr).toMatch(/dead\.onnx: of 65536 outputs: \d+ denormal/);
    expect(results[0]?.outputs.problem).toBeNull();
    expect(comparisons).toMatchObject([{ a: 'mobilenetv2_035', b: file, rounds: 9 }]);
  });

  it('shows files alone, as tables that fit the terminal', async () => {
    const file = temporaryFolder().file('live.onnx');
    await writeConvolution(file, 0.5);
    const { status, stdout } = await gossamerWith(
      { columns: 80, env: { NO_COLOR: '1' } },
      ...['bench', file, ...QUICK],
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^model .* p50 ms/m);
    expect(stdout).toMatch(/^model .* create {2,}first/m);
    expect(stdout).toMatch(/^node cpu with 1 thread: sgemm [\d.]+ GFLOP\/s, copy [\d.]+ GB\/s at best$/m);
    const tables = stdout.slice(0, stdout.lastIndexOf('\n\n')).split('\n');
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('denormal');
  });

  it('shows the change since a saved result, as CSV and Markdown too', async () => {
    const folder = temporaryFolder();
    const [file, old] = [folder.file('net.onnx'), folder.file('old.json')];
    await writeConvolution(file, 0.5);
    expect((await bench(file, '--save', old, '-q')).stderr).toBe('');
    const document = JSON.parse(readFileSync(old, 'utf8')) as BenchDocument;
    for (const { latencyMs } of document.results) for (const name in latencyMs) latencyMs[name]! *= 100;
    for (const { wallMs, cpuMs } of document.results as never as Record<string, { p50: number }>[]) {
      for (const times of [wallMs, cpuMs]) times!.p50 *= 100;
    }
    writeFileSync(old, JSON.stringify(document));
    const markdown = await bench(file, '--against', old, '--md');
    expect(markdown.stdout).toMatch(/^\| model \| MMACs \|/m);
    expect(markdown.stdout).toMatch(/^\| --- \| --: \|/m);
    expect(markdown.stdout).toMatch(/\| 0\.0\d\d \| 0\.0\d\d-0\.0\d\d \| (wall|cpu) \| faster \|$/m);
    const csv = await bench(file, '--csv');
    const [titles, row, ...more] = csv.stdout.trim().split('\n');
    expect(titles).toMatch(/^label,model,runtime,.*,latencyMs\.p50,.*,fileBytes$/);
    expect(row?.split(',')).toHaveLength(titles?.split(',').length as number);
    expect(more).toEqual([]);
  });

  it('answers wrong words before it measures anything', async () => {
    const cases: [string[], string][] = [
      [['mobilnetv2_035'], 'did you mean mobilenetv2_035'],
      [
        ['mobilenetv2_035', '--runtime', 'wasm', '--device', 'cuda'],
        '--device cuda does not go with --runtime wasm',
      ],
      [
        ['mobilenetv2_035', '--runtime', 'tpu'],
        '--runtime should be one of node, web, wasm, browser, found "tpu"',
      ],
      [
        ['mobilenetv2_035', '--device', 'gpu'],
        '--device should be one of cpu, cuda, webgpu, wasm, module, found "gpu"',
      ],
      [
        ['mobilenetv2_035', '--precision', 'fp32,fp8'],
        '--precision should be one of fp32, fp16, int8, found "fp8"',
      ],
      [['mobilenetv2_035', '--batch', 'dynamic'], '--batch should be a number'],
      [['mobilenetv2_035', '--threads', '1,x'], '--threads should be an integer from 1, found "x"'],
      [['mobilenetv2_035', '--rounds', '3'], '--rounds should be an integer from 9'],
      [['mobilenetv2_035', '--csv', '--md'], '--csv and --md are two forms of one output'],
    ];
    for (const [words, message] of cases) {
      const { status, stdout, stderr } = await gossamer('bench', ...words);
      expect({ words, status, stdout }).toEqual({ words, status: 2, stdout: '' });
      expect(stderr).toContain(message);
    }
    for (const [words, code] of [
      [['nowhere.onnx'], 'IO'],
      [['mobilenetv2_035', '--against', 'nowhere.json'], 'IO'],
      [['mobilenetv2_035', '--save', 'nowhere/file.json'], 'IO'],
    ] as const) {
      expect(await gossamer('bench', ...words)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(`(${code})`),
      });
    }
  });

  it('stops cleanly: what was measured is shown, nothing is saved', async () => {
    const folder = temporaryFolder();
    const file = folder.file('net.onnx');
    await writeConvolution(file, 0.5);
    const controller = new AbortController();
    const stopAt = (text: string): void => {
      if (/round [2-9] of 9/.test(text)) controller.abort();
    };
    const { status, stdout, stderr } = await gossamerWith(
      { signal: controller.signal, columns: 120, onWrite: stopAt },
      ...['bench', file, '--save', folder.file('result.json'), ...QUICK, '--min-time', '900'],
    );
    expect(status).toBe(130);
    expect(stderr).toMatch(/AbortError \(ABORTED\): stopped\n$/);
    expect(stdout).toMatch(/note: stopped: [1-8] of 9 rounds/);
    expect(folder.list()).toEqual(['net.onnx']);
  });
});
