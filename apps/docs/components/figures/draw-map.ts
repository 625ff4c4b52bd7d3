// Draws a map in grey, its least value black, its largest white.

export function drawMap(
  canvas: HTMLCanvasElement,
  pixels: ArrayLike<number>,
  width: number,
  height: number,
): void {
  canvas.width = width;
  canvas.height = height;
  const values = Array.from(pixels);
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const image = new ImageData(width, height);
  for (const [i, value] of values.entries()) {
    const grey = (255 * (value - low)) / range;
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
