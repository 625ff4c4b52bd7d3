// Video frames as bitmaps, for devices that do not survive frames.

import type { Feeds } from '@gossamer/core/runtime';
import { type EngineFeed, isGrabbed } from '../feeds.js';
import { bitmapOf } from '../image/picture-of.js';
import { isFrame } from './picture-pipeline.js';

/** The feeds with a bitmap for each frame; everything else is the same. */
export async function copyFrames(feeds: Feeds): Promise<Feeds> {
  const copies: Record<string, EngineFeed> = { ...feeds };
  for (const [name, feed] of Object.entries(copies)) {
    if (!isGrabbed(feed) || !isFrame(feed.grabbed)) continue;
    copies[name] = { ...feed, grabbed: await bitmapOf(feed.grabbed) };
  }
  return copies as Feeds;
}
