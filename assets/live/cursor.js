// A live figure with a place in it that is moved in the browser: by pointer, by keys, step by step.
//
// The figure's meta says how: `cursor` is {rows, columns, row, column, areas, label, told}; each area is
// [x0, y0, x1, y1] with row 0 on top; `told` says that the figure itself names the place. Bindings whose operation is in MOVED follow the place; what they
// show is cut out of arrays that the frame has brought, so moving it asks the run for nothing.
import { changes } from "./bindings.js";
import { FigureView } from "./figure.js";
import { mounting } from "./mount.js";

const MOVED = new Set(["at", "window", "place"]);
const BEAT = 450;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

export class CursorView extends FigureView {
  constructor(root) {
    super(root);
    this.events = new AbortController();
    const on = (name, action) => this.plot.addEventListener(name, action, { signal: this.events.signal, capture: true });
    on("pointerdown", (event) => this.grip(event));
    on("pointermove", (event) => this.dragging && this.drag(event));
    on("pointerup", () => (this.dragging = false));
    on("keydown", (event) => this.steer(event));
    this.controls();
  }

  controls() {
    const bar = document.createElement("div");
    bar.className = "nnviz-cursor";
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
    this.player = button("\u25B6", "Play: move over all positions", () => this.play());
    button("\u203A", "One position forward", () => this.stop() || this.step(1));
    this.slider = bar.appendChild(document.createElement("input"));
    this.slider.type = "range";
    this.slider.min = "0";
    this.slider.addEventListener("input", () => {
      this.stop();
      this.go(Number(this.slider.value));
    });
    this.words = bar.appendChild(document.createElement("span"));
    this.root.insertBefore(bar, this.note);
  }

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
    const { row, column, rows, columns, label, told } = this.cursor;
    for (const binding of this.bindings) if (MOVED.has(binding.op)) Object.assign(binding, { row, column });
    this.slider.value = String(row * columns + column);
    const where = rows > 1 ? `row ${row + 1}, column ${column + 1}` : `step ${column + 1}`;
    this.slider.setAttribute("aria-valuetext", where);
    this.words.textContent = told ? "" : `${label}: ${where}`;
  }

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

  go(index) {
    this.move(Math.floor(index / this.cursor.columns), index % this.cursor.columns);
  }

  step(by) {
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

  grip(event) {
    this.dragging = this.drag(event);
    if (this.dragging) event.preventDefault();
  }

  /** Move to where the pointer is, if that is in an area; say whether it is. */
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
    const within = (share, size) => Math.min(size - 1, Math.max(0, Math.floor(share * size)));
    this.move(within((y1 - y) / (y1 - y0), rows), within((x - x0) / (x1 - x0), columns));
    return true;
  }

  steer(event) {
    const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const move = moves[event.key];
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
