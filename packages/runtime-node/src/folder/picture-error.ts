// A picture's error on its way between threads, which keep no classes.

import { type ErrorCode, type ErrorDetails, GossamerError, ImageError, IoError } from '@gossamer/core';

export interface PictureError extends Omit<ErrorDetails, 'cause'> {
  readonly code: ErrorCode;
  readonly reason: string;
}

export function pictureError(error: unknown): PictureError {
  if (!(error instanceof GossamerError)) {
    return { code: 'IMAGE', reason: error instanceof Error ? error.message : String(error) };
  }
  const { code, reason, path, what, within, hint, details } = error;
  return { code, reason, path, what, within, hint, details };
}

export function thrownError({ code, reason, ...info }: PictureError): GossamerError {
  if (code === 'IMAGE') return new ImageError(reason, info);
  return code === 'IO' ? new IoError(reason, info) : new GossamerError(code, reason, info);
}
