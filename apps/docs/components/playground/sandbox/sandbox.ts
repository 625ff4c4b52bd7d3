// The page's side of the sandbox: one program at a time, each answer within its time.

import { RuntimeError } from '@gossamer/core';
import { openFrame } from './frame.js';
import type { Answer, NetworkReport, Order, RunReport } from './protocol.js';
import { SandboxedError } from './sandboxed-error.js';

/** Milliseconds until a program counts as endless. */
const EVALUATE_MS = 10_000;
const ORDER_MS = 60_000;

/** More than a reader would download from here. */
const MOST_BYTES = 500e6;

export interface Sandbox {
  /** Ends the program before, if any. @throws SandboxedError for what the program throws; RuntimeError beyond its time */
  evaluate(code: string): Promise<NetworkReport>;
  /** Of the program that was evaluated last. */
  run(): Promise<RunReport>;
  file(kind: 'onnx' | 'safetensors'): Promise<Uint8Array>;
  dispose(): void;
}

interface Program {
  /** Without an order: waits for what it says by itself. */
  ask(order: Order | undefined): Promise<Answer>;
  end(error: Error): void;
}

/** @param log takes what the program writes to its console */
export async function openSandbox(log: (text: string) => void): Promise<Sandbox> {
  const [{ default: runner }, frame] = await Promise.all([import('virtual:playground-runner'), openFrame()]);
  const send = (message: object, ports: MessagePort[] = []): void =>
    frame.contentWindow?.postMessage(message, '*', ports);
  send({ runner });
  let program: Program | undefined;
  const stop = (error: Error): void => {
    send({});
    program?.end(error);
    program = undefined;
  };
  const ask = async (order: Order | undefined, ms: number): Promise<Answer> => {
    if (program === undefined) throw new RuntimeError('there is no program to run');
    const asked = program;
    const timer = setTimeout(() => asked === program && stop(tooLong(ms)), ms);
    return asked.ask(order).finally(() => clearTimeout(timer));
  };
  return {
    async evaluate(code) {
      stop(new RuntimeError('another program took its place'));
      const { port1, port2 } = new MessageChannel();
      program = programOn(port1, log);
      send({ start: { code } }, [port2]);
      const answer = await ask(undefined, EVALUATE_MS);
      if (answer.kind !== 'network') throw unexpected();
      return answer.report;
    },
    async run() {
      const answer = await ask({ order: 'run' }, ORDER_MS);
      if (answer.kind !== 'run') throw unexpected();
      return answer.report;
    },
    async file(kind) {
      const answer = await ask({ order: kind }, ORDER_MS);
      if (answer.kind !== 'file' || !(answer.bytes instanceof Uint8Array)) throw unexpected();
      if (answer.bytes.length > MOST_BYTES) throw unexpected();
      return answer.bytes;
    },
    dispose() {
      stop(new RuntimeError('the sandbox was closed'));
      frame.remove();
    },
  };
}

function programOn(port: MessagePort, log: (text: string) => void): Program {
  let settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    if (data.kind === 'log') log(String(data.text));
    else if (data.kind === 'error') settle?.reject(new SandboxedError(data.error));
    else settle?.resolve(data);
  };
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        settle?.reject(new RuntimeError('another order took its place'));
        settle = { resolve, reject };
        if (order !== undefined) port.postMessage(order);
      }),
    end(error) {
      settle?.reject(error);
      port.close();
    },
  };
}

function tooLong(ms: number): RuntimeError {
  return new RuntimeError(`the program was stopped after ${ms / 1000} seconds`, {
    hint: 'look for a loop that does not end, or make the network smaller',
  });
}

function unexpected(): RuntimeError {
  return new RuntimeError('the program gave an answer that is none');
}
