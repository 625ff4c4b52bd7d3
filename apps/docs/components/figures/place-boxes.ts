// Places for the boxes of a graph, by dagre's layered layout.

import { Graph, layout } from '@dagrejs/dagre';
import type { Box, Boxes } from './graph-boxes.js';

interface PlacedBox extends Box {
  /** Of the upper left corner. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface PlacedArrow {
  readonly id: string;
  /** An SVG path. */
  readonly path: string;
}

export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

const CHARACTER = 7.2;
const PADDING = 20;
const MARGIN = 8;

/** Top to bottom, in the units of 13 px text. */
export function placeBoxes({ boxes, arrows }: Boxes): PlacedGraph {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 26, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const box of boxes) graph.setNode(box.id, sizeOf(box));
  for (const { from, to } of arrows) graph.setEdge(from, to);
  layout(graph);
  const lines = arrows.map(({ from, to }) => {
    const { points } = graph.edge(from, to) as unknown as { points: readonly Point[] };
    return { id: `${from}>${to}`, points };
  });
  const placed = boxes.map((box) => {
    const { x, y, width, height } = graph.node(box.id) as unknown as Rectangle;
    return { ...box, width, height, x: x - width / 2, y: y - height / 2 };
  });
  return framed(placed, lines);
}

interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

interface Line {
  readonly id: string;
  readonly points: readonly Point[];
}

/** Moved so that everything is inside: long arrows may run beside all boxes. */
function framed(boxes: readonly PlacedBox[], lines: readonly Line[]): PlacedGraph {
  const bends = lines.flatMap(({ points }) => points);
  const left = Math.min(...boxes.map(({ x }) => x), ...bends.map(({ x }) => x)) - MARGIN;
  const right = Math.max(...boxes.map(({ x, width }) => x + width), ...bends.map(({ x }) => x)) + MARGIN;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + MARGIN;
  return {
    width: right - left,
    height: bottom,
    boxes: boxes.map((box) => ({ ...box, x: box.x - left })),
    arrows: lines.map(({ id, points }) => ({
      id,
      path: smooth(points.map(({ x, y }) => ({ x: x - left, y }))),
    })),
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function sizeOf({ title, note, shape, kind }: Box): { width: number; height: number } {
  const longest = Math.max(title.length, note.length, shape.length);
  const lines = kind === 'port' ? 2 : note === '' ? 2 : 3;
  return { width: Math.max(80, longest * CHARACTER + PADDING), height: 12 + 16 * lines };
}

/** Through the middles between the points, so that bends are round. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]];
  const last = rest.at(-1) as Point;
  let path = `M${at(first)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const [bend, next] = [rest[i] as Point, rest[i + 1] as Point];
    const end = i === rest.length - 2 ? next : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 };
    path += ` Q${at(bend)} ${at(end)}`;
  }
  return rest.length === 1 ? `${path} L${at(last)}` : path;
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
