// Places in a figure that answer to pointer and keyboard without being drawn: tiles and links.
//
// Thousands of invisible Plotly markers would be laid out again with every frame; a look-up on
// pointer movement costs nothing. A tooltip that stays open follows the frames.
import { label } from "./bindings.js";
import { Drag } from "./drag.js";
/**
 * @import {
 *   Axis, Binding, Box, Colour, Found, LiveArray, Lookup, Path, Plot, TouchBinding,
 * } from "./types.js"
 */

const REACH = 7;
const PICTURE = 112;
/** @type {Record<string, number | undefined>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Whether an axis tells where it lies; one that does not answers to no pointer.
 * @param {Axis | undefined} axis @returns {axis is Axis}
 */
function known(axis) {
  const named = axis && [axis.d2p, axis.p2d].every((way) => typeof way === "function");
  return Boolean(named) && Number.isFinite(axis?._offset);
}

export class Touch {
  /** @param {Plot} plot @param {(value: unknown) => void} click */
  constructor(plot, click) {
    this.plot = plot;
    this.click = click;
    /** @type {TouchBinding[]} */
    this.bindings = [];
    /** @type {Path[]} */
    this.paths = [];
    /** @type {Lookup} */
    this.array = () => undefined;
    /** @type {Colour[] | undefined} */
    this.colours = undefined;
    /** @type {HTMLElement | undefined} */
    this.tip = undefined;
    /** @type {Found | null} */
    this.found = null;
    this.events = new AbortController();
    /** @param {string} name @param {(event: any) => unknown} action @param {AddEventListenerOptions} [options] */
    const on = (name, action, options) =>
      plot.addEventListener(name, action, { signal: this.events.signal, ...options });
    this.drag = new Drag(this, click);
    on("pointermove", (event) => this.drag.active || this.moved(event));
    on("pointerleave", () => this.show(null));
    on("click", (event) => this.pressed(event), { capture: true });
    on("keydown", (event) => this.key(event));
    on("blur", () => this.show(null));
  }

  leave() {
    this.drag.cancel();
    this.events.abort();
    this.tip?.remove();
    this.tip = undefined;
  }

  /**
   * Take the `touch` bindings of a new figure, and the paths of its `segments`.
   * @param {Binding[]} bindings @param {Lookup} array @param {Colour[] | undefined} colours
   */
  describe(bindings, array, colours) {
    this.bindings = /** @type {any[]} */ (bindings).filter(({ op }) => op === "touch");
    this.paths = bindings.find(({ op }) => op === "segments")?.paths ?? [];
    this.array = array;
    this.colours = colours;
    this.show(null);
    if (this.walked()) this.plot.tabIndex = 0;
    else this.plot.removeAttribute("tabindex");
  }

  axes() {
    const { xaxis, yaxis } = this.plot._fullLayout ?? {};
    return known(xaxis) && known(yaxis) ? { xaxis, yaxis } : null;
  }

  /**
   * Where data coordinates lie, in pixels of the plot element.
   * @param {number} x @param {number} y @returns {[number, number]}
   */
  pixel(x, y) {
    const axes = this.axes();
    if (!axes) return [0, 0];
    const { xaxis, yaxis } = axes;
    return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
  }

  /** The binding whose boxes the arrow keys walk over. */
  walked() {
    return this.bindings.find(({ boxes, walk = true }) => walk && boxes?.length);
  }

  /** @param {number} px @param {number} py @param {(found: Found) => unknown} wanted @returns {Found | null} */
  find(px, py, wanted = () => true) {
    if (!this.axes()) return null;
    for (const binding of this.bindings) {
      const index = binding.boxes ? this.inBox(binding.boxes, px, py) : this.onPath(this.pathsOf(binding), px, py);
      /** @type {Found} */
      const found = { binding, index, at: [px, py] };
      if (index >= 0 && wanted(found)) return found;
    }
    return null;
  }

  /** What lies under the pointer. @param {MouseEvent} event @param {(found: Found) => unknown} [wanted] */
  under(event, wanted) {
    const frame = this.plot.getBoundingClientRect();
    return this.find(event.clientX - frame.left, event.clientY - frame.top, wanted);
  }

  /** @param {TouchBinding} binding */
  pathsOf({ paths }) {
    return Array.isArray(paths) ? paths : this.paths;
  }

  /** Left, top, right and bottom of a place, in pixels of the plot element. @param {Found} found */
  extent({ binding, index }) {
    /** @type {Path} */
    const [xs, ys] = binding.boxes
      ? [[binding.boxes[index][0], binding.boxes[index][2]], [binding.boxes[index][1], binding.boxes[index][3]]]
      : this.pathsOf(binding)[index];
    const points = xs.map((x, i) => this.pixel(x, ys[i]));
    const across = points.map(([x]) => x);
    const down = points.map(([, y]) => y);
    const room = binding.boxes ? 0 : 4;
    return [
      Math.min(...across) - room, Math.min(...down) - room,
      Math.max(...across) + room, Math.max(...down) + room,
    ];
  }

  /** @param {Box[]} boxes @param {number} px @param {number} py */
  inBox(boxes, px, py) {
    const axes = this.axes();
    if (!axes) return -1;
    const { xaxis, yaxis } = axes;
    const x = xaxis.p2d(px - xaxis._offset);
    const y = yaxis.p2d(py - yaxis._offset);
    return boxes.findIndex(([x0, y0, x1, y1]) => x >= x0 && x <= x1 && y >= y0 && y <= y1);
  }

  /** @param {Path[]} paths @param {number} px @param {number} py */
  onPath(paths, px, py) {
    let nearest = -1;
    let least = REACH * REACH;
    paths.forEach(([xs, ys], index) => {
      for (let i = 1; i < xs.length; i++) {
        const [ax, ay] = this.pixel(xs[i - 1], ys[i - 1]);
        const [bx, by] = this.pixel(xs[i], ys[i]);
        const along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 || 1);
        const t = Math.min(1, Math.max(0, along));
        const distance = (px - ax - t * (bx - ax)) ** 2 + (py - ay - t * (by - ay)) ** 2;
        if (distance < least) [nearest, least] = [index, distance];
      }
    });
    return nearest;
  }

  /** @param {PointerEvent} event */
  moved(event) {
    this.show(this.under(event));
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    const frame = this.plot.getBoundingClientRect();
    const found = this.find(event.clientX - frame.left, event.clientY - frame.top);
    this.chosen(found);
  }

  /**
   * Tell what a click on a place means, with the numbers of that place that are asked for.
   * @param {Found | null | undefined} found
   */
  chosen(found) {
    const value = found?.binding.click?.[found.index];
    if (!value) return;
    const { report = {} } = found.binding;
    const numbers = Object.entries(report).map(([name, array]) => [name, this.array(array)?.values[found.index]]);
    if (numbers.some(([, number]) => number === undefined)) return;
    this.click({ ...value, ...Object.fromEntries(numbers) });
  }

  /** Arrow keys walk over the boxes, Enter clicks. @param {KeyboardEvent} event */
  key(event) {
    const binding = this.walked();
    if (!binding) return;
    const current = this.found?.binding === binding ? this.found.index : -1;
    const { boxes = [] } = binding;
    const count = boxes.length;
    const move = STEPS[event.key];
    if (move) {
      const index = (Math.max(current, move > 0 ? -1 : 0) + move + count) % count;
      const [x0, y0, x1, y1] = boxes[index];
      this.show({ binding, index, at: this.pixel((x0 + x1) / 2, (y0 + y1) / 2) });
    } else if (event.key === "Enter" && binding.click?.[current]) this.chosen(this.found);
    else if (event.key === "Escape") this.show(null);
    else return;
    event.preventDefault();
  }

  /** @param {Found | null} found */
  show(found) {
    this.found = found;
    const pointed = found && (found.binding.click?.[found.index] || found.binding.drag?.[found.index]);
    this.plot.classList.toggle("nnviz-pointing", Boolean(pointed));
    if (!found) {
      if (this.tip) this.tip.hidden = true;
      return;
    }
    this.tip ??= this.makeTip();
    this.tip.hidden = false;
    this.refresh();
    const [px, py] = found.at;
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    const left = px + 14 + width > this.plot.clientWidth ? px - width - 14 : px + 14;
    const top = Math.min(Math.max(0, py - height / 2), Math.max(0, this.plot.clientHeight - height));
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }

  makeTip() {
    const tip = document.createElement("div");
    tip.className = "nnviz-tip";
    tip.setAttribute("role", "status");
    tip.append(document.createElement("canvas"), document.createElement("span"), document.createElement("b"));
    this.plot.append(tip);
    return tip;
  }

  /** Bring an open tooltip up to date. */
  refresh() {
    if (!this.found || !this.tip) return;
    const { binding, index } = this.found;
    const [canvas, text, number] = /** @type {[HTMLCanvasElement, Element, Element]} */ (
      /** @type {unknown} */ (this.tip.children)
    );
    text.textContent = binding.texts[index] ?? "";
    const data = binding.array ? this.array(binding.array) : undefined;
    const position = binding.index ? binding.index[index] : index;
    const known = data && data.values.length > position && position >= 0;
    number.textContent = known ? label({ ...binding, texts: undefined }, data.values[position]) : "";
    const tiles = binding.picture ? this.array(binding.picture) : undefined;
    const pictured = tiles && this.colours && index < tiles.shape[0];
    canvas.hidden = !pictured;
    if (pictured) this.picture(canvas, tiles, this.colours ?? [], index);
  }

  /**
   * Tile `index` large, first row at the bottom as in the figure.
   * @param {HTMLCanvasElement} canvas @param {LiveArray} tiles
   * @param {Colour[]} colours @param {number} index
   */
  picture(canvas, { values, shape }, colours, index) {
    const [, rows, columns] = shape;
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.width = `${PICTURE}px`;
    const context = canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = values[(index * rows + row) * columns + column];
        const at = ((rows - 1 - row) * columns + column) * 4;
        image.data.set([...mixed(colours, value), 255], at);
      }
    }
    context.putImageData(image, 0, 0);
  }
}

/** The colour of a value from -1 to 1, between a figure's three. @param {Colour[]} colours @param {number} value */
function mixed([low, zero, high], value) {
  const end = value < 0 ? low : high;
  const share = Math.min(1, Math.abs(value));
  return zero.map((channel, i) => channel + (end[i] - channel) * share);
}
