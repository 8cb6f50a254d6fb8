// One live figure: a Plotly figure that is drawn when it changed, and follows its run's frames.
import { assign, changes, classMarks, emptyCells, filled } from "./bindings.js";
import { Direct } from "./direct.js";
import { Touch } from "./touch.js";
import { Zoom } from "./zoom.js";
/**
 * @import { Changes, Component, Connection, FigureData, PaintedNames, Plot, Trace, Values, Want } from "./types.js"
 * @import { Binding } from "./types.js"
 * @import { Hub } from "./hub.js"
 */

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false };

/** Figures are designed for a window of 768 px, of which 270 are controls, and grow with a taller one. */
const CONTROLS = 270;
const FIGURES = 768 - CONTROLS;
const TALLEST = 1.8;

/** @type {Promise<Window["Plotly"]> | undefined} */
let plotly;

/** @param {number} height */
function grown(height) {
  return Math.round(height * Math.min(Math.max((window.innerHeight - CONTROLS) / FIGURES, 1), TALLEST));
}

/** Plotly from our own origin, once a page; the document may have begun to load it already. */
export function loadPlotly() {
  plotly ??= window.Plotly
    ? Promise.resolve(window.Plotly)
    : new Promise((resolve, reject) => {
        const early = document.getElementById("nnviz-plotly");
        const script = /** @type {HTMLScriptElement} */ (early ?? document.createElement("script"));
        script.addEventListener("load", () => resolve(window.Plotly));
        script.addEventListener("error", () => reject(new Error("the chart library did not load")));
        if (early) return;
        script.src = new URL("/nnviz/plotly.js", location.origin).href;
        document.head.append(script);
      });
  return plotly;
}

export class FigureView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.plot = /** @type {Plot} */ (root.appendChild(document.createElement("div")));
    this.plot.className = "nnviz-plot";
    this.note = root.appendChild(document.createElement("p"));
    this.note.className = "nnviz-note";
    this.note.hidden = true;
    this.order = 0;
    /** @type {Want[]} */
    this.wants = [];
    /** @type {Binding[]} */
    this.bindings = [];
    this.visible = false;
    this.width = 0;
    this.followed = false;
    /** @type {string | undefined} */
    this.fingerprint = undefined;
    this.onResize = () => this.refit();
    /** @type {Hub | null} */
    this.hub = null;
    /** @type {Promise<unknown>} */
    this.drawing = Promise.resolve();
    this.direct = new Direct(this.plot);
    this.plot.addEventListener("pointerenter", () => this.readable() && this.catchUp());
    this.touch = new Touch(this.plot, (/** @type {unknown} */ value) => this.component?.setTriggerValue("clicked", value));
    this.zoom = new Zoom(this.plot, () => this.zoomed());
    this.observe();
  }

  observe() {
    this.seen = new IntersectionObserver(([entry]) => {
      this.watched = true;
      this.visible = entry.isIntersecting;
      this.hub?.changed();
    });
    this.seen.observe(this.root);
    this.sized = new ResizeObserver(() => this.refit());
    this.sized.observe(this.plot);
    window.addEventListener("resize", this.onResize);
  }

  /** Follow the width of the column and the height of the window. */
  refit() {
    const width = this.plot.clientWidth;
    const height = this.height();
    if (!this.drawn || !width || (width === this.width && height === this.plot.clientHeight)) return;
    this.width = width;
    this.plot.style.height = `${height}px`;
    this.drawing = this.drawing
      .then(() => window.Plotly.Plots.resize(this.plot))
      .then(() => this.catchUp())
      .catch(() => {});
  }

  /** Whether a new figure is in sight, before the observer says so: that may be after it is drawn. */
  lookWhere() {
    if (this.watched) return;
    const { top, bottom, width } = this.root.getBoundingClientRect();
    this.visible = width > 0 && top < window.innerHeight && bottom > 0;
  }

  /** @param {Hub | null} hub */
  join(hub) {
    if (hub === this.hub) return;
    this.hub?.remove(this);
    this.hub = hub;
    this.zoom.forget();
    // Without a run, what is still drawn was the last one's.
    this.root.classList.toggle("nnviz-stale", !hub && Boolean(this.followed));
    this.followed ||= Boolean(hub);
    hub?.add(this);
  }

  leave() {
    this.left = true;
    this.seen?.disconnect();
    this.sized?.disconnect();
    window.removeEventListener("resize", this.onResize);
    this.hub?.remove(this);
    this.hub = null;
    this.touch.leave();
    if (window.Plotly && this.drawn) window.Plotly.purge(this.plot);
    this.root.replaceChildren();
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    this.place = component.data.place;
    this.take(component.data);
  }

  /**
   * Take a figure, from Streamlit or ahead of it; an older one than the last is ignored.
   * @param {FigureData} data
   */
  take(data) {
    const { fingerprint, order = 0 } = data;
    if (fingerprint === this.fingerprint || order < this.order) return;
    this.fingerprint = fingerprint;
    this.order = order;
    const figure = JSON.parse(data.figure);
    const meta = figure.layout.meta ?? {};
    this.wants = meta.wants ?? [];
    this.bindings = meta.bindings ?? [];
    this.network = meta.network;
    this.designed = data.height ?? figure.layout.height;
    this.grows = data.grows;
    figure.layout.height = this.height();
    this.plot.style.height = `${figure.layout.height}px`;
    this.lookWhere();
    this.plot.setAttribute("role", "group");
    this.plot.setAttribute("aria-label", meta.alt ?? "");
    this.touch.describe(this.bindings, (/** @type {string} */ name) => this.array(name), meta.colours);
    this.zoom.describe(meta.zoom);
    this.hub?.changed();
    this.drawing = this.drawing.then(() => this.draw(figure)).catch((error) => {
      this.say(`This figure could not be drawn: ${error.message}.`);
    });
  }

  height() {
    return this.grows ? grown(this.designed) : this.designed;
  }

  /**
   * Draw a new figure with the newest values already in it, so that nothing flickers.
   * @param {{ data: Trace[], layout: Values }} figure
   */
  async draw(figure) {
    const Plotly = await loadPlotly();
    if (this.left) return;
    for (const trace of figure.data) {
      if (Array.isArray(trace.text)) trace.text = trace.text.map(filled);
      if (trace.meta?.rows) trace.z = emptyCells(trace.meta, trace.type === "image");
      if (trace.meta?.classes) trace.marker = { ...trace.marker, ...classMarks(trace.meta) };
    }
    const { traces, layout } = this.zoom.within(this.newest(), figure);
    for (const [index, values] of traces) {
      for (const [path, value] of Object.entries(values)) assign(figure.data[index], path, value);
    }
    for (const [path, value] of Object.entries(layout)) assign(figure.layout, path, value);
    this.direct.yield();
    this.direct.forget();
    await Plotly.react(this.plot, figure.data, figure.layout, CONFIG);
    this.width = this.plot.clientWidth;
    if (!this.drawn) {
      this.plot.on("plotly_click", ({ points }) => this.clicked(points[0]));
      this.zoom.listen();
    }
    this.drawn = true;
    this.explain();
    this.markFull();
  }

  /** Say in the document whether all numbers that were asked for are there; tests and benchmarks wait for it. */
  markFull() {
    const full = this.wants.every((want) => this.hub?.noteOf(want) || this.hub?.holds(want));
    this.root.toggleAttribute("data-full", full);
  }

  /** Everything that the bindings make of the newest arrays. */
  newest() {
    return changes(this.bindings, (name) => this.array(name));
  }

  /** Show another part of the figure; Plotly may have moved axes by itself. */
  zoomed() {
    this.direct.distrust("layout");
    this.drawing = this.drawing.then(() => this.apply(this.newest())).catch(() => {});
  }

  /** @param {{ customdata?: unknown } | undefined} point */
  clicked(point) {
    if (point?.customdata && typeof point.customdata === "object") {
      this.component?.setTriggerValue("clicked", point.customdata);
    }
  }

  /** The hub's array under the name that this figure's bindings use. @param {string} name */
  array(name) {
    const other = this.hub?.header?.network;
    if (this.network && other && this.network !== other) return undefined;
    const slash = name.indexOf("/");
    const want = this.wants.find(({ key }) => key === name.slice(0, slash));
    return want && this.hub?.arrayOf(want, name.slice(slash + 1));
  }

  /**
   * Bring the figure up to date with a frame; `fresh` are the hub's names of what it brought.
   * @param {PaintedNames} fresh
   */
  async paint(fresh) {
    await this.drawing;
    if (!this.drawn || this.left) return;
    this.explain();
    /** @param {string} name */
    const arrived = (name) => {
      const array = this.array(name);
      return array?.name && fresh.has(array.name) ? array : undefined;
    };
    await this.apply(changes(this.bindings, arrived));
    this.markFull();
    this.touch.refresh();
  }

  /**
   * Draw all changes of a frame: directly where that is enough, otherwise in one call of Plotly.
   * @param {Changes} changed
   */
  async apply(changed) {
    const { traces, layout } = this.direct.news(this.zoom.within(changed, this.plot));
    const quiet = Object.keys(layout).length === 0;
    if (quiet && (traces.size === 0 || (!this.hovered() && this.direct.draw(traces)))) return;
    await this.redraw(this.direct.handOver(traces), layout);
  }

  /** Whether a pointer reads values off the figure, which Plotly answers from its own data. */
  readable() {
    return this.plot._fullData?.some(({ hoverinfo }) => hoverinfo !== "skip");
  }

  hovered() {
    return this.plot.matches(":hover") && this.readable();
  }

  /** Let Plotly know what was drawn without it. */
  catchUp() {
    const traces = this.direct.handOver(new Map());
    return traces.size ? this.redraw(traces, {}) : undefined;
  }

  /** @param {Map<number, Values>} traces @param {Values} layout */
  async redraw(traces, layout) {
    const indices = [...traces.keys()];
    /** @type {Values} */
    const update = {};
    indices.forEach((index, position) => {
      for (const [path, value] of Object.entries(traces.get(index) ?? {})) {
        update[path] ??= new Array(indices.length).fill(undefined);
        update[path][position] = value;
      }
    });
    this.direct.yield();
    if (indices.length === 0) await window.Plotly.relayout(this.plot, layout);
    else if (Object.keys(layout).length) await window.Plotly.update(this.plot, update, layout, indices);
    else await window.Plotly.restyle(this.plot, update, indices);
  }

  /** @param {Connection} connection @param {string} sentence */
  connected(connection, sentence) {
    this.root.classList.toggle("nnviz-stale", connection !== "open");
    this.lost = connection === "gone" ? sentence : "";
    this.explain();
  }

  /** Say why there is nothing to see: the run is gone, or a probe does not fit this network. */
  explain() {
    const notes = this.wants.map((want) => this.hub?.noteOf(want)).filter(Boolean);
    this.say(this.lost || notes.join(" "));
  }

  /** @param {string} text */
  say(text) {
    if (this.note.textContent === text) return;
    this.note.textContent = text;
    this.note.hidden = !text;
  }
}
