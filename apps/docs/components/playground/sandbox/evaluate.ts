// Evaluates a program that was compiled to CommonJS, as a script of its own, so that stacks name its lines.

import { OptionError } from '@gossamer/core';

interface Evaluated {
  /** What stacks call the program. */
  readonly url: string;
  /** The default export. @throws whatever the program throws */
  exported(): unknown;
}

type Program = (require: (name: string) => unknown, exports: Record<string, unknown>) => void;

/** On the same line as the program's first, so that lines stay what they are. */
const HEAD = 'self.program = function (require, exports) {';

export function evaluate(code: string, modules: Readonly<Record<string, unknown>>): Evaluated {
  // V8 keeps ten frames where it is not asked for more; blocks nest deeper.
  (Error as { stackTraceLimit?: number }).stackTraceLimit = 100;
  const url = URL.createObjectURL(new Blob([`${HEAD}${code}\n};`], { type: 'text/javascript' }));
  const require = (name: string): unknown => {
    if (Object.hasOwn(modules, name)) return modules[name];
    throw new OptionError(`there is no module "${name}" here`, {
      hint: `a program may import ${Object.keys(modules).join(', ')}`,
    });
  };
  return {
    url,
    exported() {
      const scope = globalThis as unknown as { importScripts(url: string): void; program?: Program };
      scope.importScripts(url);
      const exports: Record<string, unknown> = {};
      scope.program?.(require, exports);
      return exports.default;
    },
  };
}
