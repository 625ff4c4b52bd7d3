import { describe, expect, it } from 'vitest';
import { ortEngine, ortText } from './ort-engine.js';

describe('ortText', () => {
  it('leaves out the place in the sources', () => {
    const message =
      '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::' +
      'WebGpuContext::Initialize(const Config&)::<lambda()> adapter_result.status == Success was false. ' +
      'Failed to get a WebGPU adapter: No supported adapters\n';
    expect(ortText(new Error(message))).toBe('Failed to get a WebGPU adapter: No supported adapters');
    expect(ortText('plain')).toBe('plain');
  });
});

describe('ortEngine', () => {
  const session = (input: object) => ({
    inputMetadata: [{ name: 'x', isTensor: true, type: 'float32', shape: ['', 'H', 3], ...input }],
    outputMetadata: [],
    run: async () => ({}),
    release: async () => {},
  });
  const make = () => ({ type: 'float32', dims: [], data: new Float32Array() });

  it('reads shapes, and names sizes without a name', () => {
    const [x] = ortEngine(session({}), make, 'cpu').inputs;
    expect(x?.shape.map(String)).toEqual(['?x.0', 'H', '3']);
  });

  it('refuses inputs that are no tensors of numbers', () => {
    expect(() => ortEngine(session({ isTensor: false }), make, 'cpu')).toThrow('"x" is not a tensor');
    expect(() => ortEngine(session({ type: 'string' }), make, 'cpu')).toThrow('"x" is a tensor of string');
  });
});
