// What the operations in a figure's bindings do; nnviz/figures/kit/bindings.py describes them.
//
// `changes(bindings, array)` is a pure function: from bindings and a look-up of arrays to
// {traces: Map(trace -> {property: value}), layout: {property: value}}.
/**
 * @import {
 *   AtBinding, Binding, Bound, Changes, LabelsBinding, LiveArray, Lookup, Numbers, PickBinding, PlaceBinding, Range,
 *   Scaled, SegmentsBinding, SetBinding, SpanBinding, StepsBinding, TilesBinding, WhenBinding, WhereBinding,
 *   WindowBinding, Words,
 * } from "./types.js"
 */

/** @type {Record<string, undefined | ((binding: any, data: LiveArray, result: Changes, array: Lookup) => void)>} */
const OPERATIONS = {
  set: setProperty, atlas, colours, segments, steps, labels, when, where, pick, at, window: cut, place, span,
};

/** @param {readonly Binding[]} bindings @param {Lookup} array @returns {Changes} */
export function changes(bindings, array) {
  /** @type {Changes} */
  const result = { traces: new Map(), layout: {} };
  for (const binding of bindings) {
    const operation = OPERATIONS[binding.op];
    const data = operation && array(binding.array);
    if (data) operation(binding, data, result, array);
  }
  return result;
}

/** @param {Changes} result @param {number} trace @param {string} property @param {unknown} value */
function put(result, trace, property, value) {
  const values = result.traces.get(trace) ?? {};
  values[property] = value;
  result.traces.set(trace, values);
}

/** @param {Changes} result @param {Bound} binding @param {unknown} value */
function target(result, binding, value) {
  if (binding.layout) result.layout[binding.layout] = value;
  else put(result, binding.trace, binding.prop, value);
}

/** @param {Numbers} values @param {Scaled} binding */
function rescaled(values, { scale = 1, offset = 0, most = Infinity }) {
  if (scale === 1 && offset === 0 && most === Infinity) return values;
  return Array.from(values, (value) => Math.min(value * scale + offset, most));
}

/** @param {SetBinding} binding @param {LiveArray} data @param {Changes} result */
function setProperty(binding, { values, shape }, result) {
  if (binding.count !== undefined && shape[0] !== binding.count) return;
  const width = shape[shape.length - 1];
  if (shape.length === 2 && binding.row !== undefined) {
    values = values.subarray(binding.row * width, (binding.row + 1) * width);
  } else if (shape.length === 2) {
    const rows = [];
    for (let row = 0; row < shape[0]; row++) {
      rows.push(rescaled(values.subarray(row * width, (row + 1) * width), binding));
    }
    return target(result, binding, rows);
  }
  target(result, binding, rescaled(values, binding));
}

const CLEAR = Object.freeze([0, 0, 0, 0]);

/**
 * The cells of a heat map, or the pixels of an image, before anything is in them.
 * @param {{ rows: number, columns: number }} size @returns {any[]}
 */
export function emptyCells({ rows, columns }, image = false) {
  /** @type {() => any} */
  const row = image ? () => new Array(columns).fill(CLEAR) : () => new Float32Array(columns).fill(NaN);
  return Array.from({ length: rows }, row);
}

/**
 * The colours and symbols of marks by their classes; beyond the last they repeat.
 * @param {{ classes: number[], colours: string[], symbols: string[] }} marks
 */
export function classMarks({ classes, colours, symbols }) {
  /** @param {string[]} list */
  const of = (list) => classes.map((number) => list[number % list.length]);
  return { color: of(colours), symbol: of(symbols) };
}

/** @param {TilesBinding} binding @param {LiveArray} data @param {Changes} result */
function atlas(binding, { values, shape }, result) {
  const [tiles, height, width] = shape;
  if (binding.mean) values = averaged(values, tiles, height * width);
  else if (tiles !== binding.at.length) return;
  const rows = emptyCells(binding);
  binding.at.forEach(([row, column], tile) => {
    for (let y = 0; y < height; y++) {
      const start = (tile * height + y) * width;
      rows[row + y]?.set(values.subarray(start, start + width), column);
    }
  });
  target(result, binding, rows);
}

/** @param {Numbers} values @param {number} tiles @param {number} size */
function averaged(values, tiles, size) {
  const mean = new Float32Array(size);
  for (let i = 0; i < tiles * size; i++) mean[i % size] += values[i] / tiles;
  return mean;
}

/**
 * Pictures in colour as rows of pixels: red, green, blue and opacity, each 0 to 255.
 * @param {TilesBinding} binding @param {LiveArray} data @param {Changes} result
 */
function colours(binding, { values, shape }, result) {
  const planes = shape.length === 3;
  const [tiles, height, width] = planes ? [1, ...shape.slice(1)] : shape;
  if (tiles !== binding.at.length || shape[planes ? 0 : 3] !== 3) return;
  const size = height * width;
  /** @param {number} value */
  const byte = (value) => Math.round(255 * Math.min(Math.max(value || 0, 0), 1));
  /** @type {(i: number) => number[]} */
  const pixel = planes
    ? (i) => [byte(values[i]), byte(values[i + size]), byte(values[i + 2 * size]), 255]
    : (i) => [byte(values[3 * i]), byte(values[3 * i + 1]), byte(values[3 * i + 2]), 255];
  const rows = emptyCells(binding, true);
  binding.at.forEach(([row, column], tile) => {
    for (let i = 0; i < size; i++) {
      const line = rows[row + Math.floor(i / width)];
      if (line) line[column + (i % width)] = pixel(tile * size + i);
    }
  });
  target(result, binding, rows);
}

/** The number of edges that are at or below the value. @param {number} value @param {number[]} edges */
function step(value, edges) {
  let index = 0;
  while (index < edges.length && value >= edges[index]) index++;
  return index;
}

/** @param {SegmentsBinding} binding @param {LiveArray} data @param {Changes} result */
function segments(binding, { values }, result) {
  const { traces, paths, edges, scales } = binding;
  if (values.length !== paths.length) return;
  const sizes = edges.length + 1;
  // A trace that begins with a gap is never empty: Plotly takes empty ones out of the figure.
  /** @type {(number | null)[][][]} */
  const lines = traces.map(() => [[null], [null]]);
  for (let i = 0; i < paths.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    const [xs, ys] = lines[(value < 0 ? 0 : sizes) + step(Math.abs(value) * (scales?.[i] ?? 1), edges)];
    xs.push(...paths[i][0], null);
    ys.push(...paths[i][1], null);
  }
  traces.forEach((trace, i) => {
    put(result, trace, "x", lines[i][0]);
    put(result, trace, "y", lines[i][1]);
  });
}

/** @param {StepsBinding} binding @param {LiveArray} data @param {Changes} result */
function steps(binding, { values }, result) {
  if (binding.count !== undefined && values.length !== binding.count) return;
  target(result, binding, Array.from(values, (value) => binding.choices[step(value, binding.edges)]));
}

/** @param {string | string[] | undefined} text @param {number} i */
function affix(text, i) {
  return Array.isArray(text) ? (text[i] ?? "") : (text ?? "");
}

const NOT_FINITE = "not finite";

/** One value as the text that a `labels` binding makes of it. @param {Words} binding @param {number} value */
export function label(binding, value, i = 0) {
  if (binding.missing !== undefined && Number.isNaN(value)) return binding.missing;
  const number = (binding.percent ? value * 100 : value) + (binding.offset ?? 0);
  if (!binding.texts && Number.isNaN(number)) return affix(binding.prefix, i) + NOT_FINITE;
  const text = binding.texts ? (binding.texts[value] ?? "") : number.toFixed(binding.digits ?? 2);
  return affix(binding.prefix, i) + text.replace("-", "\u2212").replace("Infinity", "\u221E") + affix(binding.suffix, i);
}

/** Plotly mixes up the words of a trace when some are empty, so those become a space. @param {string} text */
export const filled = (text) => (text === "" ? "\u00a0" : text);

/** @param {LabelsBinding} binding @param {LiveArray} data @param {Changes} result */
function labels(binding, { values }, result) {
  if (binding.count !== undefined && values.length !== binding.count) return;
  if (binding.index !== undefined) {
    if (binding.index < values.length) target(result, binding, filled(label(binding, values[binding.index])));
    return;
  }
  target(result, binding, Array.from(values, (value, i) => filled(label(binding, value, i))));
}

/** @param {WhenBinding} binding @param {LiveArray} data @param {Changes} result */
function when(binding, { shape }, result) {
  if (shape[0] === binding.count) target(result, binding, binding.value);
}

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/**
 * An axis from 0 to the next round number above everything, so that it grows now and then.
 * @param {SpanBinding} binding @param {LiveArray} data @param {Changes} result
 */
function span(binding, { values }, result) {
  const most = values.filter(Number.isFinite).reduce((largest, value) => Math.max(largest, value), binding.least);
  const power = 10 ** Math.floor(Math.log10(most));
  const end = power * (ROUND.find((step) => step * power >= most) ?? 10);
  for (const name of binding.layouts) result.layout[name] = [0, end];
}

/** @param {PickBinding} binding @param {LiveArray} data @param {Changes} result */
function pick(binding, { values }, result) {
  if (binding.index >= values.length) return;
  const value = values[binding.index] * (binding.scale ?? 1);
  target(result, binding, binding.alone ? value : [value]);
}

/**
 * The number at the cursor in the last two axes of an array, as text.
 * @param {AtBinding} binding @param {LiveArray} data @param {Changes} result
 */
function at(binding, { values, shape }, result) {
  const [rows, columns] = shape.slice(-2);
  const { row = 0, column = 0 } = binding;
  const value = values[Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)];
  target(result, binding, [label(binding, value)]);
}

/**
 * The patch of an array that a window covers when it stands at the cursor, row 0 on top.
 * @param {WindowBinding} binding @param {LiveArray} data @param {Changes} result @param {Lookup} array
 */
function cut(binding, { values, shape }, result, array) {
  const { row = 0, column = 0, size, stride, dilation, from = [0, 0] } = binding;
  const factors = binding.times && array(binding.times)?.values;
  if (binding.times && !factors) return;
  const rows = Array.from({ length: size[0] }, (_, i) =>
    Array.from({ length: size[1] }, (_, j) => {
      const y = from[0] + row * stride[0] + i * dilation[0];
      const x = from[1] + column * stride[1] + j * dilation[1];
      return values[y * shape[1] + x] * (factors ? factors[i * size[1] + j] : 1);
    }),
  );
  target(result, binding, rows);
}

/**
 * Where a frame begins and ends: told place by place, or from its first beginning, its step and its size.
 * @param {any} told Sides. @param {number} place @returns {Range}
 */
function sides(told, place) {
  if (Array.isArray(told[0])) return told[Math.min(place, told.length - 1)];
  const start = told[0] + told[1] * place;
  return [start, start + told[2]];
}

/**
 * A frame in the layout that stands where the cursor is.
 * @param {PlaceBinding} binding @param {LiveArray} _ @param {Changes} result
 */
function place(binding, _, result) {
  const { row = 0, column = 0, shape, x, y, within = [-Infinity, -Infinity, Infinity, Infinity] } = binding;
  const [left, right] = sides(x, column);
  const [top, bottom] = sides(y, row);
  /** @param {number} value @param {number} axis */
  const inside = (value, axis) => Math.min(Math.max(value, within[axis]), within[axis + 2]);
  result.layout[`shapes[${shape}].x0`] = inside(left, 0);
  result.layout[`shapes[${shape}].x1`] = inside(right, 0);
  result.layout[`shapes[${shape}].y0`] = inside(top, 1);
  result.layout[`shapes[${shape}].y1`] = inside(bottom, 1);
}

/** @param {WhereBinding} binding @param {LiveArray} data @param {Changes} result */
function where(binding, { values }, result) {
  const { x, y, value, trace } = binding;
  if (values.length !== x.length) return;
  put(result, trace, "x", x.map((at, i) => (values[i] === value ? at : null)));
  put(result, trace, "y", y.map((at, i) => (values[i] === value ? at : null)));
}

/** Set a property as Plotly names it ("marker.color", "shapes[0].x0"). @param {any} object @param {string} path @param {unknown} value */
export function assign(object, path, value) {
  const names = path.split(/[.[\]]+/).filter(Boolean);
  const last = names.pop() ?? "";
  for (const name of names) {
    object[name] ??= {};
    object = object[name];
  }
  object[last] = value;
}
