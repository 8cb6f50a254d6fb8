// Frames as nnviz.core.run.frames writes them: uint32 length of the header, the header as JSON, padding
// to a multiple of 8, then the arrays, each padded to a multiple of 8. Little-endian throughout.
/** @import { Frame, FrameArray, Numbers } from "./types.js" */

/**
 * @type {Record<string, undefined | (new (buffer: ArrayBuffer, offset: number, length: number) => Numbers)>}
 */
const TYPES = {
  uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array,
  uint32: Uint32Array, int32: Int32Array, float32: Float32Array, float64: Float64Array,
};
const ALIGN = 8;

/**
 * Return {header, arrays}: arrays is a Map from name to {values, shape}.
 * @param {ArrayBuffer} buffer @returns {Frame}
 */
export function decodeFrame(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const start = Math.ceil((4 + length) / ALIGN) * ALIGN;
  /** @type {Map<string, FrameArray>} */
  const arrays = new Map();
  for (const entry of header.arrays) {
    const Type = TYPES[entry.dtype];
    if (!Type) throw new Error(`a known dtype expected, received ${entry.dtype}`);
    const size = entry.shape.reduce((/** @type {number} */ product, /** @type {number} */ n) => product * n, 1);
    const values = new Type(buffer, start + entry.offset, size);
    arrays.set(entry.name, { values: "low" in entry ? unquantize(values, entry) : values, shape: entry.shape });
  }
  delete header.arrays;
  return { header, arrays };
}

/**
 * Bytes to values: 0 stands for `low`, 255 for `high`. With gaps, 0 stands for NaN.
 * @param {Numbers} bytes @param {{ low: number, high: number, gaps?: boolean }} ends
 */
function unquantize(bytes, { low, high, gaps }) {
  const values = new Float32Array(bytes.length);
  if (gaps) {
    for (let i = 0; i < bytes.length; i++) values[i] = bytes[i] ? ((bytes[i] - 1) * (high - low)) / 254 + low : NaN;
    return values;
  }
  const scale = (high - low) / 255;
  for (let i = 0; i < bytes.length; i++) values[i] = bytes[i] * scale + low;
  return values;
}
