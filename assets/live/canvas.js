// What a visitor makes: a drawing, a line over time, or a text. It is sent while it is being made.
//
// data: {kind: "picture", rows, columns, fine} | {kind: "series", columns, start} | {kind: "text", start}.
// State `made`: base64 of one byte a cell (a picture's ink, a line's height), or the text itself.
/** @import { Component } from "./types.js" */
/** @typedef {[number, number]} Spot Where something is, from 0 to 1 both ways. */

const PAUSE = 140;
const SIDE = 220;
const FLAT = 130;
/** @type {Record<string, Spot | undefined>} */
const MOVES = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** @param {Uint8Array} bytes */
function encode(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

class Pad {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.identity = "";
    /** @type {Component | undefined} */
    this.component = undefined;
    /** @type {number | undefined} */
    this.timer = undefined;
    this.events = new AbortController();
  }

  /** What was made, as it is sent. */
  value() {
    return "";
  }

  /** Send what there is, at most every PAUSE ms, and always the last state. */
  changed() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.component?.setStateValue("made", this.value());
    }, PAUSE);
  }

  /** @param {HTMLElement} bar @param {string} text @param {() => void} action @param {boolean} [pressed] */
  button(bar, text, action, pressed) {
    const made = bar.appendChild(document.createElement("button"));
    made.type = "button";
    made.textContent = text;
    if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
    made.addEventListener("click", action);
    return made;
  }

  leave() {
    clearTimeout(this.timer);
    this.events.abort();
    this.root.replaceChildren();
  }
}

/** A pad with a canvas that lines are drawn on. */
class DrawingPad extends Pad {
  /** @param {HTMLElement} root @param {number} width @param {number} height @param {string} label */
  constructor(root, width, height, label) {
    super(root);
    this.canvas = this.root.appendChild(document.createElement("canvas"));
    this.canvas.className = "nnviz-canvas";
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    /** @type {Spot | undefined} */
    this.last = undefined;
    this.listen();
  }

  listen() {
    /** @param {string} name @param {(event: any) => unknown} action */
    const on = (name, action) => this.canvas.addEventListener(name, action, { signal: this.events.signal });
    on("pointerdown", (event) => {
      event.preventDefault();
      this.canvas.focus();
      this.canvas.setPointerCapture(event.pointerId);
      this.last = this.place(event);
      this.line(this.last, this.last);
    });
    on("pointermove", (event) => {
      if (!this.last) return;
      for (const one of event.getCoalescedEvents?.() ?? [event]) {
        const to = this.place(one);
        this.line(this.last, to);
        this.last = to;
      }
    });
    const lift = () => {
      this.last = undefined;
    };
    on("pointerup", lift);
    on("pointercancel", lift);
    on("keydown", (event) => this.key(event));
  }

  /** Draw from one spot to the next. @param {Spot} _from @param {Spot} _to */
  line(_from, _to) {}

  /** @param {KeyboardEvent} _event */
  key(_event) {}

  /** @param {CanvasRenderingContext2DSettings} [settings] */
  brush(settings) {
    const context = this.canvas.getContext("2d", settings);
    if (!context) throw new Error("this browser draws on no canvas");
    return context;
  }

  /** Where the pointer is. @param {PointerEvent} event @returns {Spot} */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }
}

class PicturePad extends DrawingPad {
  /** @param {HTMLElement} root @param {{ rows: number, columns: number, fine: number }} data */
  constructor(root, { rows, columns, fine }) {
    const wide = Math.min(SIDE, root.clientWidth || SIDE) * Math.min(1, columns / rows);
    const label = "Drawing area: draw with the pointer, or with arrow keys and Space";
    super(root, wide, (wide * rows) / columns, label);
    this.canvas.width = columns * fine;
    this.canvas.height = rows * fine;
    this.pen = Math.max(2, Math.round((this.canvas.width * 3) / 28));
    this.context = this.brush({ willReadFrequently: true });
    this.context.lineCap = this.context.lineJoin = "round";
    /** @type {Spot} */
    this.spot = [0.5, 0.5];
    this.down = false;
    this.tool = 0;
    const bar = this.root.appendChild(document.createElement("div"));
    bar.className = "nnviz-cursor";
    this.tools = ["Pen", "Eraser"].map((name, i) => this.button(bar, name, () => this.take(i), i === 0));
    this.button(bar, "Clear", () => this.clear());
    this.take(0);
    this.clear(false);
  }

  /** @param {number} tool */
  take(tool) {
    this.tool = tool;
    this.tools.forEach((button, i) => void button.setAttribute("aria-pressed", String(i === tool)));
  }

  clear(say = true) {
    this.context.fillStyle = "#000";
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (say) this.changed();
  }

  /** @param {Spot} from @param {Spot} to */
  line([x0, y0], [x1, y1]) {
    const { width, height } = this.canvas;
    this.context.strokeStyle = this.tool ? "#000" : "#fff";
    this.context.lineWidth = this.tool ? 2 * this.pen : this.pen;
    this.context.beginPath();
    this.context.moveTo(x0 * width, y0 * height);
    this.context.lineTo(x1 * width + 0.01, y1 * height);
    this.context.stroke();
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const move = MOVES[event.key];
    if (move) {
      const from = this.spot;
      this.spot = /** @type {Spot} */ (from.map((value, i) => Math.min(1, Math.max(0, value + move[i] / 16))));
      if (this.down) this.line(from, this.spot);
    } else if (event.key === " ") {
      this.down = !this.down;
      if (this.down) this.line(this.spot, this.spot);
    } else return;
    event.preventDefault();
  }

  value() {
    const { data } = this.context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    const ink = new Uint8Array(data.length / 4);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i];
    return encode(ink);
  }
}

class SeriesPad extends DrawingPad {
  /** @param {HTMLElement} root @param {{ columns: number, start: string }} data */
  constructor(root, { columns, start }) {
    super(root, 260, FLAT, "A line over time: draw it with the pointer, or move with arrow keys");
    this.heights = Uint8Array.from(atob(start), (letter) => letter.charCodeAt(0));
    this.columns = columns;
    this.canvas.width = 520;
    this.canvas.height = 2 * FLAT;
    this.context = this.brush();
    this.step = 0;
    const bar = this.root.appendChild(document.createElement("div"));
    bar.className = "nnviz-cursor";
    this.button(bar, "Clear", () => {
      this.heights.fill(128);
      this.paint();
      this.changed();
    });
    this.paint();
  }

  paint() {
    const { width, height } = this.canvas;
    const style = getComputedStyle(this.root);
    this.context.clearRect(0, 0, width, height);
    this.context.strokeStyle = style.getPropertyValue("--st-primary-color") || "#0877bd";
    this.context.lineWidth = 4;
    this.context.beginPath();
    this.heights.forEach((value, i) => {
      const x = ((i + 0.5) / this.columns) * width;
      const y = (1 - value / 255) * (height - 12) + 6;
      if (i) this.context.lineTo(x, y);
      else this.context.moveTo(x, y);
    });
    this.context.stroke();
  }

  /** @param {number} step @param {number} height */
  put(step, height) {
    const at = Math.min(this.columns - 1, Math.max(0, step));
    this.heights[at] = Math.round(255 * Math.min(1, Math.max(0, height)));
  }

  /** @param {Spot} from @param {Spot} to */
  line([x0, y0], [x1, y1]) {
    const from = Math.floor(x0 * this.columns);
    const to = Math.floor(x1 * this.columns);
    const count = Math.max(1, Math.abs(to - from));
    for (let i = 0; i <= count; i++) {
      const share = i / count;
      this.put(Math.round(from + (to - from) * share), 1 - (y0 + (y1 - y0) * share));
    }
    this.paint();
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const up = event.key === "ArrowUp" ? 8 : event.key === "ArrowDown" ? -8 : 0;
    if (up) {
      this.put(this.step, (this.heights[this.step] + up) / 255);
      this.paint();
      this.changed();
    } else if (event.key === "ArrowRight") this.step = Math.min(this.columns - 1, this.step + 1);
    else if (event.key === "ArrowLeft") this.step = Math.max(0, this.step - 1);
    else return;
    event.preventDefault();
  }

  value() {
    return encode(this.heights);
  }
}

class TextPad extends Pad {
  /** @param {HTMLElement} root @param {{ start: string }} data */
  constructor(root, { start }) {
    super(root);
    this.area = this.root.appendChild(document.createElement("textarea"));
    this.area.className = "nnviz-text";
    this.area.rows = 3;
    this.area.maxLength = 300;
    this.area.value = start;
    this.area.setAttribute("aria-label", "Your text");
    this.area.addEventListener("input", () => this.changed(), { signal: this.events.signal });
  }

  value() {
    return this.area.value;
  }
}

/** @type {Record<string, new (root: HTMLElement, data: any) => Pad>} */
const PADS = { picture: PicturePad, series: SeriesPad, text: TextPad };
/** @type {WeakMap<HTMLElement, Pad>} */
const mounted = new WeakMap();

/** @param {Component} component */
export default function mount(component) {
  const { parentElement: parent, data } = component;
  let pad = mounted.get(parent);
  if (pad && pad.identity !== data.identity) {
    pad.leave();
    pad = undefined;
  }
  if (!pad) {
    /** @type {HTMLElement | null} */
    const there = parent.querySelector(".nnviz-pad");
    const root = there ?? parent.appendChild(document.createElement("div"));
    root.className = "nnviz-pad";
    pad = new PADS[data.kind](root, data);
    pad.identity = data.identity;
    mounted.set(parent, pad);
  }
  pad.component = component;
  return () => {
    pad.leave();
    mounted.delete(parent);
  };
}
