// The classifier of the page: the network the reader chose, loaded anew when a choice changes, and what it answers.

import { GossamerError } from '@gossamer/core';
import type { ImageSource } from '@gossamer/runtime-web';
import { stream } from '@gossamer/runtime-web';
import { onScopeDispose, ref, shallowRef } from 'vue';
import {
  type Engine,
  type Guess,
  type LoadedModel,
  loadModel,
  type WeightsChoice,
} from '../../live/index.js';

export interface Setup {
  readonly model: string;
  readonly engine: Engine;
  readonly weights: WeightsChoice;
}

export interface Answer {
  readonly guesses: readonly Guess[];
  /** From the picture to the answer, preparing it included. */
  readonly ms: number;
  /** Results a second, of a camera. */
  readonly fps?: number;
  /** Frames that passed by while the network was busy. */
  readonly dropped?: number;
}

export interface Trouble {
  readonly message: string;
  /** Of a GossamerError. */
  readonly code?: string;
  /** What explains the code, below the site's address. */
  readonly docs?: string;
}

export interface Progress {
  readonly loaded: number;
  readonly total: number;
}

const GUESSES = 5;

export function useClassifier() {
  const state = ref<'loading' | 'ready' | 'working' | 'error'>('loading');
  const model = shallowRef<LoadedModel>();
  const answer = shallowRef<Answer>();
  const trouble = shallowRef<Trouble>();
  const progress = shallowRef<Progress>();
  const camera = ref(false);
  /** Answers given so far. */
  const answers = ref(0);
  let loading: AbortController | undefined;
  let watching: AbortController | undefined;

  /** What went wrong is shown; a stop by the reader is not. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    trouble.value = undefined;
    try {
      await work();
    } catch (error) {
      if (error instanceof GossamerError && error.code === 'ABORTED') return;
      trouble.value = troubleOf(error);
      state.value = 'error';
    }
  }

  /** Loads a network; one that is being loaded is given up, and the one there was stays until the new one is there. */
  async function load({ model: name, engine, weights }: Setup): Promise<void> {
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    state.value = 'loading';
    answer.value = undefined;
    await attempt(async () => {
      const onProgress = (now: Progress): void => {
        if (loading === mine) progress.value = now;
      };
      const loaded = await loadModel(name, { engine, weights, signal: mine.signal, onProgress });
      if (mine.signal.aborted) return loaded.dispose();
      await model.value?.dispose();
      model.value = loaded;
      state.value = 'ready';
    });
    if (loading === mine) progress.value = undefined;
  }

  /** Stops a download; the network there was goes on. */
  function cancel(): void {
    loading?.abort();
    progress.value = undefined;
    state.value = model.value === undefined ? 'error' : 'ready';
  }

  async function classify(picture: ImageSource): Promise<void> {
    const network = model.value;
    if (network === undefined) return;
    state.value = 'working';
    await attempt(async () => {
      const started = performance.now();
      const guesses = await network.classify(picture, GUESSES);
      if (network !== model.value) return;
      answer.value = { guesses, ms: performance.now() - started };
      answers.value++;
      state.value = 'ready';
    });
  }

  /** Classifies what the camera shows until `stop`; always the newest frame, by the network in use at that moment. */
  async function watch(video: HTMLVideoElement): Promise<void> {
    stop();
    const mine = new AbortController();
    watching = mine;
    await attempt(async () => {
      const media = await openCamera();
      mine.signal.addEventListener('abort', () => close(media));
      if (mine.signal.aborted) return close(media);
      camera.value = true;
      video.srcObject = media;
      await video.play();
      const look = async (frame: HTMLVideoElement) => model.value?.classify(frame, GUESSES) ?? [];
      for await (const { result, latency, fps, dropped } of stream(video, look, { signal: mine.signal }))
        answer.value = { guesses: result, ms: latency, fps, dropped };
    });
    if (watching === mine) stop();
  }

  function stop(): void {
    watching?.abort();
    watching = undefined;
    camera.value = false;
  }

  onScopeDispose(() => {
    stop();
    loading?.abort();
    void model.value?.dispose();
  });

  return { state, model, answer, answers, trouble, progress, camera, load, cancel, classify, watch, stop };
}

async function openCamera(): Promise<MediaStream> {
  if (navigator.mediaDevices === undefined) throw new Error('This browser gives no camera to this page.');
  return navigator.mediaDevices.getUserMedia({ video: { width: 640, facingMode: 'environment' } });
}

function close(media: MediaStream): void {
  for (const track of media.getTracks()) track.stop();
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof GossamerError) {
    const { message, code, docs } = error;
    return { message, code, docs };
  }
  const { name, message } = error as Error;
  if (name === 'NotAllowedError') return { message: 'The camera was not allowed.' };
  if (name === 'NotFoundError') return { message: 'There is no camera.' };
  return { message };
}
