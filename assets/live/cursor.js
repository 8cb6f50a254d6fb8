// A live figure with a place in it that is moved in the browser: by pointer, by keys, step by step.
//
// The figure's meta says how: `cursor` is {rows, columns, row, column, areas, label, told}; each area is
// [x0, y0, x1, y1] with row 0 on top; `told` says that the figure itself names the place. Bindings whose operation is in MOVED follow the place; what they
// show is cut out of arrays that the frame has brought, so moving it asks the run for nothing.
import { changes } from "./bindings.js";
import { FigureView } from "./figure.js";
import { mounting } from "./mount.js";
/**
 * @import { Box, Component } from "./types.js"
 * @typedef {{
 *   rows: number, columns: number, row: number, column: number, areas: Box[], label: string, told?: boolean,
 * }} Cursor
 */

const MOVED = new Set(["at", "window", "place"]);
/** @type {Record<string, [number, number] | undefined>} */
const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
const BEAT = 450;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

export class CursorView extends FigureView {
  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.events = new AbortController();
    /** @type {Cursor | undefined} */
    this.cursor = undefined;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.dragging = false;
    /** @param {string} name @param {(event: any) => unknown} action */
    const on = (name, action) => this.plot.addEventListener(name, action, { signal: this.events.signal, capture: true });
    on("pointerdown", (event) => this.grip(event));
    on("pointermove", (event) => this.dragging && this.drag(event));
    on("pointerup", () => {
      this.dragging = false;
    });
    on("keydown", (event) => this.steer(event));
    const { player, slider, words } = this.controls();
    this.player = player;
    this.slider = slider;
    this.words = words;
  }

  controls() {
    const bar = document.createElement("div");
    bar.className = "nnviz-cursor";
    /** @param {string} text @param {string} label @param {() => unknown} action */
    const button = (text, label, action) => {
      const made = bar.appendChild(document.createElement("button"));
      made.type = "button";
      made.textContent = text;
      made.setAttribute("aria-label", label);
      made.title = label;
      made.addEventListener("click", action);
      return made;
    };
    button("\u2039", "One position back", () => this.stop() || this.step(-1));
    const player = button("\u25B6", "Play: move over all positions", () => this.play());
    button("\u203A", "One position forward", () => this.stop() || this.step(1));
    const slider = bar.appendChild(document.createElement("input"));
    slider.type = "range";
    slider.min = "0";
    slider.addEventListener("input", () => {
      this.stop();
      this.go(Number(slider.value));
    });
    const words = bar.appendChild(document.createElement("span"));
    this.root.insertBefore(bar, this.note);
    return { player, slider, words };
  }

  /** @param {Component} component */
  update(component) {
    const old = this.cursor;
    const before = this.fingerprint;
    super.update(component);
    if (this.fingerprint === before) return;
    const meta = JSON.parse(component.data.figure).layout.meta ?? {};
    this.cursor = meta.cursor;
    if (!this.cursor) return;
    if (old && old.rows === this.cursor.rows && old.columns === this.cursor.columns) {
      this.cursor.row = old.row;
      this.cursor.column = old.column;
    }
    this.plot.tabIndex = 0;
    this.slider.max = String(this.cursor.rows * this.cursor.columns - 1);
    this.slider.setAttribute("aria-label", this.cursor.label);
    this.mark();
  }

  /** Tell the bindings and the controls where the place is. */
  mark() {
    if (!this.cursor) return;
    const { row, column, rows, columns, label, told } = this.cursor;
    for (const binding of this.bindings) if (MOVED.has(binding.op)) Object.assign(binding, { row, column });
    this.slider.value = String(row * columns + column);
    const where = rows > 1 ? `row ${row + 1}, column ${column + 1}` : `step ${column + 1}`;
    this.slider.setAttribute("aria-valuetext", where);
    this.words.textContent = told ? "" : `${label}: ${where}`;
  }

  /** @param {number} row @param {number} column */
  move(row, column) {
    if (!this.cursor || (row === this.cursor.row && column === this.cursor.column)) return;
    Object.assign(this.cursor, { row, column });
    this.mark();
    if (this.moving) return;
    this.moving = true;
    requestAnimationFrame(async () => {
      await this.drawing;
      this.moving = false;
      if (!this.drawn || this.left) return;
      const moved = this.bindings.filter(({ op }) => MOVED.has(op));
      await this.apply(changes(moved, (name) => this.array(name)));
    });
  }

  /** @param {number} index */
  go(index) {
    const columns = this.cursor?.columns ?? 1;
    this.move(Math.floor(index / columns), index % columns);
  }

  /** @param {number} by */
  step(by) {
    if (!this.cursor) return;
    const { rows, columns, row, column } = this.cursor;
    const count = rows * columns;
    this.go((row * columns + column + by + count) % count);
  }

  play() {
    if (this.stop()) return;
    this.player.textContent = "\u275A\u275A";
    this.timer = setInterval(() => this.step(1), calm.matches ? 3 * BEAT : BEAT);
  }

  /** Stop playing; say whether it did. */
  stop() {
    if (!this.timer) return false;
    clearInterval(this.timer);
    this.timer = undefined;
    this.player.textContent = "\u25B6";
    return true;
  }

  /** @param {PointerEvent} event */
  grip(event) {
    this.dragging = this.drag(event);
    if (this.dragging) event.preventDefault();
  }

  /** Move to where the pointer is, if that is in an area; say whether it is. @param {PointerEvent} event */
  drag(event) {
    const axes = this.touch.axes();
    if (!axes || !this.cursor) return false;
    const frame = this.plot.getBoundingClientRect();
    const x = axes.xaxis.p2d(event.clientX - frame.left - axes.xaxis._offset);
    const y = axes.yaxis.p2d(event.clientY - frame.top - axes.yaxis._offset);
    const { areas, rows, columns } = this.cursor;
    const area = areas.find(([x0, y0, x1, y1]) => x >= x0 && x <= x1 && y >= y0 && y <= y1);
    if (!area) return false;
    this.stop();
    const [x0, y0, x1, y1] = area;
    /** @param {number} share @param {number} size */
    const within = (share, size) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
    this.move(within((y1 - y) / (y1 - y0), rows), within((x - x0) / (x1 - x0), columns));
    return true;
  }

  /** @param {KeyboardEvent} event */
  steer(event) {
    const move = MOVES[event.key];
    if (!move || !this.cursor) return;
    const { row, column, rows, columns } = this.cursor;
    this.stop();
    this.move(Math.min(rows - 1, Math.max(0, row + move[0])), Math.min(columns - 1, Math.max(0, column + move[1])));
    event.preventDefault();
    event.stopPropagation();
  }

  leave() {
    this.stop();
    this.events.abort();
    super.leave();
  }
}

export default mounting(() => CursorView);
