// A closer look at a part of the horizontal axes, which stays while frames go on bringing new values.
//
// A figure whose `layout.meta` has a `zoom` ({open, closed}: titles of its first axis) can be dragged
// over, or zoomed by keys. All its horizontal axes show the same part then, and its vertical ones what
// lies in it. What the bindings say of these axes is kept for when all is shown again.
/** @import { Changes, Plot, Range, Trace, Values } from "./types.js" */

const SIDEWAYS = /^xaxis\d*\.range$/;
const DRAGGED = /^(xaxis\d*)\.range\[0\]$/;
const MARGIN = 0.06;

export class Zoom {
  /** @param {Plot} plot @param {() => void} changed */
  constructor(plot, changed) {
    this.plot = plot;
    this.changed = changed;
    /** @type {Record<string, Range | null>} */
    this.whole = {};
    /** @type {Range | null} */
    this.part = null;
    /** @type {Record<string, Range | null> | null} */
    this.before = null;
    plot.addEventListener("keydown", (event) => this.key(event));
  }

  /**
   * Take a new figure; what was zoomed stays so.
   * @param {{ open: string, closed: string } | undefined} titles
   */
  describe(titles) {
    this.titles = titles;
    if (titles) this.plot.tabIndex = 0;
  }

  /** To be called when Plotly has drawn for the first time. */
  listen() {
    this.plot.on("plotly_relayout", (update) => {
      const name = Object.keys(update).find((path) => DRAGGED.test(path))?.match(DRAGGED)?.[1];
      if (name && this.titles) this.show(update[`${name}.range[0]`], update[`${name}.range[1]`]);
    });
    this.plot.on("plotly_doubleclick", () => this.clear());
  }

  /** Forget what was zoomed: the run is another one. */
  forget() {
    this.part = null;
  }

  clear() {
    if (!this.part) return;
    this.part = null;
    this.changed();
  }

  /** @param {number} low @param {number} high */
  show(low, high) {
    const [from, to] = this.end();
    const wide = Math.min(high - low, to - from);
    const left = Math.min(Math.max(low, from), to - wide);
    this.part = wide < to - from ? [left, left + wide] : null;
    this.changed();
  }

  /** What there is to be seen without a zoom. */
  end() {
    return Object.values(this.whole)[0] ?? this.plot.layout.xaxis.range;
  }

  /**
   * Plus and minus zoom towards the newest values and back, arrows move, Escape shows all.
   * @param {KeyboardEvent} event
   */
  key(event) {
    if (!this.titles || event.ctrlKey || event.metaKey || event.altKey) return;
    const [low, high] = this.part ?? this.end();
    const wide = high - low;
    /** @type {Record<string, Range | undefined>} */
    const steps = {
      "+": [high - wide / 2, high], "-": [high - 2 * wide, high],
      ArrowLeft: [low - wide / 4, high - wide / 4], ArrowRight: [low + wide / 4, high + wide / 4],
    };
    const step = steps[event.key];
    if (step) this.show(...step);
    else if (event.key === "Escape") this.clear();
    else return;
    event.preventDefault();
  }

  /**
   * Changes of a figure ({traces, layout}) with what is zoomed in place of the whole.
   * @param {Changes} changes @param {{ data: Trace[], layout: Values }} figure @returns {Changes}
   */
  within(changes, { data, layout }) {
    if (!this.titles) return changes;
    for (const [path, range] of Object.entries(changes.layout)) {
      if (SIDEWAYS.test(path)) this.whole[path] = copied(range);
    }
    const places = [...changes.traces.values()].map(({ x }) => x?.[x.length - 1] ?? -Infinity);
    if (this.part && places.length && Math.max(...places) <= this.part[0]) this.part = null;
    const ranges = this.part ? this.closer(changes.traces, data, layout) : this.back();
    return { traces: changes.traces, layout: { ...changes.layout, ...ranges } };
  }

  /** @param {Map<number, Values>} traces @param {Trace[]} data @param {Values} layout */
  closer(traces, data, layout) {
    /** @type {Values} */
    const result = { "xaxis.title.text": this.titles?.open };
    for (const path of Object.keys(this.whole)) result[path] = copied(this.part);
    /** @type {Map<string, number[]>} */
    const heights = new Map();
    this.before ??= {};
    for (const [index, { x, y }] of traces) {
      if (!x || !y) continue;
      const name = `yaxis${(data[index].yaxis ?? "y").slice(1)}`;
      // Plotly writes the range that it has chosen itself beside `autorange`.
      if (!(name in this.before)) this.before[name] = layout[name].autorange ? null : copied(layout[name].range);
      heights.set(name, [...(heights.get(name) ?? []), ...this.seen(x, y, layout[name].type === "log")]);
    }
    for (const [name, values] of heights) {
      if (!values.length) continue;
      result[`${name}.range`] = around(values);
      result[`${name}.autorange`] = false;
    }
    return result;
  }

  /**
   * The heights within the part, as the axis counts them.
   * @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {boolean} log
   */
  seen(x, y, log) {
    const [low, high] = this.part ?? this.end();
    const values = [];
    for (let i = 0; i < x.length; i++) {
      const value = log ? Math.log10(y[i]) : y[i];
      if (x[i] >= low && x[i] <= high && Number.isFinite(value)) values.push(value);
    }
    return values;
  }

  /** Everything as it was before the first zoom. */
  back() {
    if (!this.before) return NONE;
    /** @type {Values} */
    const result = { "xaxis.title.text": this.titles?.closed };
    for (const [path, range] of Object.entries(this.whole)) result[path] = copied(range);
    for (const [name, range] of Object.entries(this.before)) {
      result[`${name}.range`] = range;
      result[`${name}.autorange`] = range === null;
    }
    this.before = null;
    return result;
  }
}

const NONE = Object.freeze({});

/**
 * Plotly changes the ranges that it was given when an axis is dragged.
 * @param {Range | null | undefined} range
 */
function copied(range) {
  return range ? /** @type {Range} */ ([...range]) : null;
}

/** @param {number[]} values */
function around(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = MARGIN * (high - low) || 0.05 * Math.abs(high) || 0.5;
  return [low - margin, high + margin];
}
