// Bindings in the browser, held to the cases that Python is held to as well.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { assign, changes, classMarks, emptyCells, filled } from "../../assets/live/bindings.js";

const { cases, drawn } = JSON.parse(readFileSync(new URL("../vectors/bindings.json", import.meta.url), "utf8"));
const TYPES = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };
const NUMBERS = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

/** An array of a case as a frame brings it. */
function received({ shape, values, dtype }) {
  return { shape, values: TYPES[dtype].from(values, (value) => NUMBERS[value] ?? value) };
}

/** A value as the cases write it: lists for typed arrays, texts for numbers that JSON lacks. */
function written(value) {
  if (ArrayBuffer.isView(value)) return written(Array.from(value));
  if (Array.isArray(value)) return value.map(written);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "number") return Object.is(value, -0) ? 0 : value;
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, written(v)]));
  return value;
}

for (const { name, bindings, arrays, traces, layout } of cases) {
  test(name, () => {
    const found = changes(bindings, (key) => (arrays[key] ? received(arrays[key]) : undefined));
    assert.deepEqual(written(Object.fromEntries(found.traces)), traces);
    assert.deepEqual(written(found.layout), layout);
  });
}

for (const { name, trace, expected } of drawn) {
  test(name, () => {
    const { meta = {}, text, type, marker } = trace;
    const made = {};
    if (text) made.text = text.map(filled);
    if ("rows" in meta) made.z = emptyCells(meta, type === "image");
    if (meta.classes) made.marker = { ...marker, ...classMarks(meta) };
    assert.deepEqual(written(made), expected);
  });
}

test("a property is set where Plotly's name for it points, also inside a list", () => {
  const layout = { shapes: [{ x0: 0, line: { width: 1 } }, { x0: 0 }] };
  assign(layout, "shapes[1].x0", 5);
  assign(layout, "shapes[0].line.color", "red");
  assign(layout, "xaxis.range", [0, 1]);
  assert.deepEqual(layout, {
    shapes: [{ x0: 0, line: { width: 1, color: "red" } }, { x0: 5 }],
    xaxis: { range: [0, 1] },
  });
});
