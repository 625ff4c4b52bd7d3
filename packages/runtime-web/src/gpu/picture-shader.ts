// The shader of `preprocess`: core's two passes in 32-bit integers, so that it gives core's bits.

/** What the first pass reads: a texture with the picture, or a video frame where it is. */
export type PictureTexture = 'texture_2d<f32>' | 'texture_external';

/** Words of the uniform buffer. */
export const PLAN_WORDS = 20;

/** Threads of a workgroup along x and y. */
export const TILE = [16, 8] as const;

/** WGSL with the entry points `alongX` (picture to packed rows) and `alongY` (rows to the input's planes). */
export const pictureShader = (texture: PictureTexture): string => `
struct Plan {
  columns: u32, rows: u32, firstRow: u32, strideX: u32,
  strideY: u32, left: u32, top: u32, height: u32,
  inputWidth: u32, inputHeight: u32, unused0: u32, unused1: u32,
  channels: vec4u,
  fills: vec4f,
}
@group(0) @binding(0) var<uniform> plan: Plan;
@group(0) @binding(1) var<storage, read> taps: array<i32>;
@group(0) @binding(2) var picture: ${texture};
@group(0) @binding(3) var<storage, read_write> packed: array<u32>;
@group(0) @binding(4) var<storage, read> tables: array<f32>;
@group(0) @binding(5) var<storage, read_write> planes: array<f32>;

const HALF = vec3i(1 << 21);

fn clipped(sum: vec3i) -> vec3u {
  let value = bitcast<vec3u>(sum) >> vec3u(22);
  return select(select(vec3u(0), vec3u(255), value < vec3u(512)), value, value < vec3u(256));
}

@compute @workgroup_size(${TILE[0]}, ${TILE[1]})
fn alongX(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= plan.columns || id.y >= plan.rows) { return; }
  let start = u32(taps[id.x]);
  let count = u32(taps[plan.columns + id.x]);
  let weights = 2 * plan.columns + id.x * plan.strideX;
  var sum = HALF;
  for (var t = 0u; t < count; t++) {
    let pixel = textureLoad(picture, vec2u(start + t, plan.firstRow + id.y)${texture === 'texture_external' ? '' : ', 0'});
    sum += vec3i(round(saturate(pixel.rgb) * 255)) * taps[weights + t];
  }
  let bytes = clipped(sum);
  packed[id.y * plan.columns + id.x] = bytes.r | (bytes.g << 8) | (bytes.b << 16);
}

@compute @workgroup_size(${TILE[0]}, ${TILE[1]})
fn alongY(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= plan.inputWidth || id.y >= plan.inputHeight) { return; }
  let plane = plan.inputWidth * plan.inputHeight;
  let place = plan.channels.rgb * plane + id.y * plan.inputWidth + id.x;
  let x = id.x - plan.left;
  let y = id.y - plan.top;
  var colour = plan.fills.rgb;
  if (x < plan.columns && y < plan.height) {
    let start = u32(taps[y]);
    let count = u32(taps[plan.height + y]);
    let weights = 2 * plan.height + y * plan.strideY;
    var sum = HALF;
    for (var t = 0u; t < count; t++) {
      let word = packed[(start + t) * plan.columns + x];
      sum += vec3i(vec3u(word, word >> 8, word >> 16) & vec3u(255)) * taps[weights + t];
    }
    let bytes = clipped(sum);
    colour = vec3f(tables[bytes.r], tables[256 + bytes.g], tables[512 + bytes.b]);
  }
  planes[place.r] = colour.r;
  planes[place.g] = colour.g;
  planes[place.b] = colour.b;
}
`;
