import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/network/contestant.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  clean: ['!**/*.d.ts', '!**/*.d.ts.map', '!**/.tsbuildinfo'],
  silent: true,
});
