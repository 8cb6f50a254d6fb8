// What changes with every frame, drawn straight into the elements that Plotly made for it.
//
// Plotly works out all of a figure anew for any change: 25 to 40 ms each. A heat map with other values
// is another picture in the same place, a line another path, a marker another fill; that takes one.
// Whatever is more than that (axes, words, other sizes) goes to Plotly, with all that was drawn here.

/**
 * @import { Axis, Calculated, Changes, Plot, Range, Trace, Values } from "./types.js"
 * @typedef {() => void} Task
 * @typedef {[number, string][]} ColourScale
 */

/** @type {Values} */
const NONE = Object.freeze({});
const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
/** Outlines of markers with half a size, as Plotly draws them. @type {Record<string, (r: number) => string>} */
const SYMBOLS = {
  square: (r) => `M${r},${r}H${-r}V${-r}H${r}Z`,
  diamond: (r) => `M${1.3 * r},0L0,${1.3 * r}L${-1.3 * r},0L0,${-1.3 * r}Z`,
};

/** Words that Plotly draws as they are, in one line. */
const PLAIN = /^[^<&\n]+$/;

export class Direct {
  /** @param {Plot} plot */
  constructor(plot) {
    this.plot = plot;
    /** @type {Map<number | "layout", Values>} */
    this.values = new Map();
    /** @type {Map<number, Values>} */
    this.pending = new Map();
    /** @type {Map<string, { of: ColourScale, colours: any }>} */
    this.scales = new Map();
  }

  /**
   * The changes that differ from what is drawn: {traces, layout}, as `changes` returns them.
   * @param {Changes} changed @returns {Changes}
   */
  news({ traces, layout }) {
    const kept = new Map();
    for (const [trace, values] of traces) {
      const other = this.differing(trace, values);
      if (other !== NONE) kept.set(trace, other);
    }
    return { traces: kept, layout: this.differing("layout", layout) };
  }

  /** @param {number | "layout"} name @param {Values} values @returns {Values} */
  differing(name, values) {
    const known = this.values.get(name) ?? NONE;
    let result = NONE;
    for (const [path, value] of Object.entries(values)) {
      if (same(known[path], value)) continue;
      if (result === NONE) result = {};
      result[path] = value;
    }
    if (result !== NONE) this.values.set(name, { ...known, ...result });
    return result;
  }

  /**
   * Draw changes of traces; false, with nothing drawn, when Plotly has to.
   * @param {Map<number, Values>} traces
   */
  draw(traces) {
    try {
      const tasks = [];
      for (const [index, values] of traces) {
        const task = this.task(index, values);
        if (!task) return false;
        tasks.push(task);
      }
      for (const task of tasks) task();
    } catch (error) {
      // All this rests on how Plotly is built inside; one that is built otherwise draws for itself.
      this.give(error);
      return false;
    }
    this.keep(traces);
    return true;
  }

  /** Leave a figure to Plotly that cannot be drawn directly; say so once. @param {unknown} error */
  give(error) {
    if (!this.given) console.warn("nnviz: Plotly draws this figure by itself", error);
    this.given = true;
  }

  /**
   * All changes that Plotly does not know of yet, with others over them; they are its own then.
   * @param {Map<number, Values>} traces
   */
  handOver(traces) {
    this.keep(traces);
    const all = this.pending;
    this.pending = new Map();
    return all;
  }

  /** Remember changes that Plotly has to be told of. @param {Map<number, Values>} traces */
  keep(traces) {
    for (const [index, values] of traces) this.pending.set(index, { ...this.pending.get(index), ...values });
  }

  /**
   * Draw a trace, or the layout, again with its next values even where they are the last ones.
   * @param {number | "layout"} name
   */
  distrust(name) {
    this.values.delete(name);
  }

  /** Forget what was drawn, because the figure is another one. */
  forget() {
    this.values.clear();
    this.pending.clear();
    this.scales.clear();
  }

  /** To be called before Plotly draws: what was drawn in place of its lines goes. */
  yield() {
    for (const line of this.plot.querySelectorAll(".nnviz-line")) line.remove();
  }

  /** @param {number} index @param {Values} values @returns {Task | null} */
  task(index, values) {
    const trace = this.plot._fullData?.[index];
    const drawn = this.plot.calcdata?.[index]?.[0];
    if (!trace || !drawn || !this.plot._fullLayout) return null;
    /** @param {string[]} names */
    const only = (...names) => Object.keys(values).every((path) => names.includes(path));
    if (trace.type === "image" && only("z")) return this.image(trace, drawn, values.z);
    if (trace.type === "heatmap" && values.z && only("z", "zmin", "zmax")) {
      return this.heatmap({ ...trace, ...this.pending.get(index), ...values }, drawn);
    }
    if (trace.type === "bar") return this.bars(index, trace, drawn, values);
    if (trace.type !== "scatter") return null;
    if (trace.mode === "lines+markers" && only("x", "y")) {
      const parts = [this.line(index, trace, drawn, values), this.markers(index, trace, drawn, values)];
      return parts.every(Boolean) ? () => parts.forEach((part) => void part?.()) : null;
    }
    if (trace.mode === "lines" && only("x", "y")) return this.line(index, trace, drawn, values);
    if (trace.mode === "markers" && only("marker.color", "marker.symbol", "x", "y")) {
      return this.markers(index, trace, drawn, values);
    }
    if (trace.mode === "text" && only("text")) return this.words(trace, drawn, values.text);
    return null;
  }

  /** @param {Trace} trace @param {Calculated} drawn @returns {Task | null} */
  heatmap(trace, drawn) {
    const rows = trace.z;
    const image = drawn.node3?.node()?.querySelector("image");
    const fits = drawn.z?.length === rows.length && drawn.z[0]?.length === rows[0]?.length;
    const plain = !trace.zsmooth && !trace.text && !trace.texttemplate && !trace.xgap && !trace.ygap && trace.dx && trace.dy;
    const told = trace.zauto && trace.showscale;
    if (!image || !fits || !plain || told || !this.climbs(trace.xaxis, trace.dx)) return null;
    const scale = this.scale(trace.uid, trace.colorscale);
    const upright = this.climbs(trace.yaxis, trace.dy);
    return () => image.setAttributeNS(XLINK, "href", painted(rows, upright, reach(trace, rows), scale));
  }

  /**
   * Whether cells that lie `step` apart go to the right, or upwards.
   * @param {string} axis @param {number} step
   */
  climbs(axis, step) {
    const [first, last] = this.axis(axis).range;
    return first < last === step > 0;
  }

  /** @param {Trace} trace @param {Calculated} drawn @param {number[][][]} rows @returns {Task | null} */
  image(trace, drawn, rows) {
    const image = drawn.node3?.node()?.querySelector("image");
    const fits = drawn.h === rows.length && drawn.w === rows[0]?.length;
    if (!image || !fits || trace.dy < 0) return null;
    return () => image.setAttributeNS(XLINK, "href", pixelled(rows));
  }

  /**
   * 256 colours of a trace's colour scale: as 32-bit pixels, or `written` for marks.
   * @param {string} uid @param {ColourScale} colorscale @returns {any}
   */
  scale(uid, colorscale, written = false) {
    const known = this.scales.get(uid);
    if (known?.of === colorscale) return known.colours;
    const colours = written ? Array.from(ramp(colorscale), css) : ramp(colorscale);
    this.scales.set(uid, { of: colorscale, colours });
    return colours;
  }

  /** @param {string} id Such as `x2`. */
  axis(id) {
    return this.layout()[axisName(id)];
  }

  /** The layout as Plotly has filled it in. */
  layout() {
    const layout = this.plot._fullLayout;
    if (!layout) throw new Error("Plotly keeps its layout elsewhere");
    return layout;
  }

  /** @param {Trace} trace */
  axes({ xaxis, yaxis }) {
    return [xaxis, yaxis].map((id) => this.axis(id));
  }

  /**
   * The colours of marks: as they are, or numbers on the colour scale of the trace; null when Plotly has to say.
   * @param {Trace} trace @param {any[] | undefined} colours @param {number} count @returns {string[] | null}
   */
  fills({ uid, marker }, colours, count) {
    if (colours?.length !== count) return null;
    if (colours.every((colour) => typeof colour === "string")) return colours;
    const { cauto, cmin, cmax, colorscale, reversescale } = marker;
    if (cauto || !colorscale || reversescale || !colours.every(Number.isFinite)) return null;
    const scale = this.scale(uid, colorscale, true);
    return Array.from(colours, (value) => scale[place(value, cmin, cmax)]);
  }

  /**
   * Bars with other lengths or colours, where no words stand at their ends.
   * @param {number} index @param {Trace} trace @param {Calculated} drawn @param {Values} values
   * @returns {Task | null}
   */
  bars(index, trace, drawn, { "marker.color": colours, ...sized }) {
    const marks = [...(drawn.node3?.node()?.querySelectorAll(".points > .point > path") ?? [])];
    const cells = this.plot.calcdata?.[index] ?? [];
    if (!marks.length || marks.length !== cells.length) return null;
    const fills = colours && this.fills(trace, colours, marks.length);
    const outlines = Object.keys(sized).length ? this.outlines(trace, cells, sized) : undefined;
    if (fills === null || outlines === null) return null;
    return () =>
      marks.forEach((mark, i) => {
        if (fills) mark.style.fill = fills[i];
        if (outlines) mark.setAttribute("d", outlines[i]);
      });
  }

  /**
   * The outlines of bars of other lengths, as Plotly draws them; null when it has to.
   * @param {Trace} trace @param {Calculated[]} cells @param {Values} sized @returns {string[] | null}
   */
  outlines(trace, cells, sized) {
    const lying = trace.orientation === "h";
    const { [lying ? "x" : "y"]: lengths, ...others } = sized;
    const [xaxis, yaxis] = this.axes(trace);
    const [along, across] = lying ? [xaxis, yaxis] : [yaxis, xaxis];
    const plain = !trace.text && !along.autorange && !Object.keys(others).length && lengths?.length === cells.length;
    if (!plain || !lengths.every(Number.isFinite)) return null;
    const { bargap, bargroupgap } = this.layout();
    /** @type {(value: number) => number} */
    const crisp = bargap === 0 && bargroupgap === 0 ? Math.round : (value) => value;
    return cells.map(({ s0, p0, p1 }, i) => {
      const ends = [along.c2p(s0, true), along.c2p(s0 + lengths[i], true)].map(crisp);
      const sides = [across.c2p(p0, true), across.c2p(p1, true)].map(crisp);
      const [[x0, x1], [y0, y1]] = lying ? [ends, sides] : [sides, ends];
      return `M${x0},${y0}V${y1}H${x1}V${y0}Z`;
    });
  }

  /**
   * @param {number} index @param {Trace} trace @param {Calculated} drawn @param {Values} values
   * @returns {Task | null}
   */
  line(index, trace, drawn, values) {
    const group = drawn.node3?.node()?.querySelector(".lines");
    const [xaxis, yaxis] = this.axes(trace);
    const before = { x: trace.x, y: trace.y, ...this.pending.get(index) };
    const { x, y } = { ...before, ...values };
    const plain = group && x && y && trace.fill === "none" && trace.line.shape === "linear";
    if (!plain || !stays(xaxis, x, before.x) || !stays(yaxis, y, before.y)) return null;
    return () => {
      let path = group.querySelector(".nnviz-line");
      if (!path) {
        path = document.createElementNS(SVG, "path");
        path.setAttribute("class", "nnviz-line");
        Object.assign(path.style, stroke(trace.line));
        group.replaceChildren(path);
      }
      path.setAttribute("d", polyline(x, y, xaxis, yaxis));
    };
  }

  /**
   * @param {number} index @param {Trace} trace @param {Calculated} drawn @param {Values} values
   * @returns {Task | null}
   */
  markers(index, trace, drawn, { "marker.color": colours, "marker.symbol": symbols, ...moved }) {
    const points = [...(drawn.node3?.node()?.querySelectorAll(".points > path") ?? [])];
    const fits = !symbols || (Array.isArray(symbols) && symbols.length === points.length);
    const known = !symbols || (trace.marker.size > 0 && symbols.every((/** @type {string} */ name) => SYMBOLS[name]));
    const fills = colours && this.fills(trace, colours, points.length);
    if (!points.length || !known || !fits || fills === null) return null;
    const places = Object.keys(moved).length ? this.places(index, trace, moved) : undefined;
    if (places === null || (places && places.length !== points.length)) return null;
    return () =>
      points.forEach((point, i) => {
        if (fills) point.style.fill = fills[i];
        if (symbols) point.setAttribute("d", SYMBOLS[symbols[i]](trace.marker.size / 2));
        if (places) point.setAttribute("transform", `translate(${places[i]})`);
      });
  }

  /**
   * Where points lie that have moved, in pixels; null when Plotly has to move them.
   * @param {number} index @param {Trace} trace @param {Values} moved @returns {Range[] | null}
   */
  places(index, trace, moved) {
    const [xaxis, yaxis] = this.axes(trace);
    const before = { x: trace.x, y: trace.y, ...this.pending.get(index) };
    const { x, y } = { ...before, ...moved };
    if (!x || x.length !== y?.length || !stays(xaxis, x, before.x) || !stays(yaxis, y, before.y)) return null;
    const found = Array.from(x, (value, i) => /** @type {Range} */ ([xaxis.d2p(value), yaxis.d2p(y[i])]));
    return found.every(([left, top]) => Number.isFinite(left) && Number.isFinite(top)) ? found : null;
  }

  /**
   * One line of plain words each, where as many stand already.
   * @param {Trace} trace @param {Calculated} drawn @param {unknown} texts @returns {Task | null}
   */
  words({ x, y }, drawn, texts) {
    if (!Array.isArray(texts)) return null;
    const lines = [...(drawn.node3?.node()?.querySelectorAll(".text > .textpoint > text") ?? [])];
    const placed = texts.filter((_, i) => (x?.[i] ?? null) !== null && (y?.[i] ?? null) !== null);
    const plain = placed.length === lines.length && placed.every((text) => PLAIN.test(text));
    if (!plain || lines.some((line) => line.childElementCount)) return null;
    return () =>
      lines.forEach((line, i) => {
        line.textContent = placed[i];
      });
  }
}

/** @param {string} id @returns {`${string}axis${string}`} */
function axisName(id) {
  return `${id[0]}axis${id.slice(1)}`;
}

/**
 * Whether an axis need not change to show these values instead of those before.
 * @param {Axis} axis @param {any[]} values @param {any[]} before
 */
function stays(axis, values, before) {
  if (!axis.autorange) return true;
  if (values.length < before.length) return false;
  const [low, high] = axis.range.map((end) => axis.r2c(end)).sort((a, b) => a - b);
  return values.every((value) => {
    if (value === null || !Number.isFinite(value)) return true;
    const place = axis.d2c(value);
    return place >= low && place <= high;
  });
}

/** @param {{ color: string, width: number, dash: string }} line */
function stroke({ color, width, dash }) {
  /** @type {Record<string, string>} */
  const dashes = { solid: "none", dot: `${width}px,${width}px`, dash: `${3 * width}px,${3 * width}px` };
  return { fill: "none", stroke: color, strokeWidth: `${width}px`, strokeDasharray: dashes[dash] ?? dash };
}

/**
 * The path through points; nothing between those that are null or not finite.
 * @param {any[]} xs @param {any[]} ys @param {Axis} xaxis @param {Axis} yaxis
 */
function polyline(xs, ys, xaxis, yaxis) {
  const parts = [];
  let pen = "M";
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] === null ? NaN : xaxis.d2p(xs[i]);
    const y = ys[i] === null ? NaN : yaxis.d2p(ys[i]);
    if (Number.isFinite(x) && Number.isFinite(y)) {
      parts.push(pen, x.toFixed(1), ",", y.toFixed(1));
      pen = "L";
    } else pen = "M";
  }
  return parts.join("");
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length || a.length > 1000) return false;
  return a.every((value, i) => value === b[i] || Object.is(value, b[i]));
}

const canvas = document.createElement("canvas");

/** Pixels of red, green, blue and opacity as a data URL, first row at the bottom. @param {number[][][]} rows */
function pixelled(rows) {
  return pictured(rows, (pixels) => {
    const bytes = new Uint8ClampedArray(pixels.buffer);
    rows.forEach((row, y) => {
      const start = (rows.length - 1 - y) * row.length;
      row.forEach((pixel, x) => void bytes.set(pixel, 4 * (start + x)));
    });
  });
}

/**
 * A picture with one pixel a value, filled in by `fill`, as a data URL.
 * @param {ArrayLike<unknown>[]} rows @param {(pixels: Uint32Array) => void} fill
 */
function pictured(rows, fill) {
  canvas.width = rows[0].length;
  canvas.height = rows.length;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws on no canvas");
  const image = context.createImageData(canvas.width, canvas.height);
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}

/**
 * Which of 256 colours a value has between the ends of their scale.
 * @param {number} value @param {number} low @param {number} high
 */
function place(value, low, high) {
  return Math.min(255, Math.max(0, Math.round((255 * (value - low)) / (high - low))));
}

/** A pixel as a colour of the page. @param {number} pixel */
function css(pixel) {
  const [red, green, blue, alpha] = new Uint8Array(Uint32Array.of(pixel).buffer);
  return `rgba(${red},${green},${blue},${alpha / 255})`;
}

/**
 * A picture with one pixel a value as a data URL, the first row at the bottom when it is upright.
 * @param {any[]} rows @param {boolean} upright @param {{ zmin: number, zmax: number }} ends
 * @param {Uint32Array} colours
 */
function painted(rows, upright, { zmin, zmax }, colours) {
  return pictured(rows, (pixels) => {
    rows.forEach((row, y) => {
      const start = (upright ? rows.length - 1 - y : y) * row.length;
      for (let x = 0; x < row.length; x++) {
        const value = row[x];
        if (value === null || Number.isNaN(value)) continue;
        pixels[start + x] = colours[place(value, zmin, zmax)];
      }
    });
  });
}

/**
 * The values at the ends of a colour scale, found as Plotly does where the figure leaves them open.
 * @param {Trace} trace @param {any[]} rows
 */
function reach({ zauto, zmin, zmax, zmid }, rows) {
  if (!zauto) return { zmin, zmax };
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    for (const value of row) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (zmid === undefined) return { zmin: low, zmax: high };
  const far = Math.max(high - zmid, zmid - low);
  return { zmin: zmid - far, zmax: zmid + far };
}

/** 256 steps of a colour scale as 32-bit pixels. @param {ColourScale} stops */
function ramp(stops) {
  const colours = stops.map(([place, colour]) => /** @type {[number, number[]]} */ ([place, channels(colour)]));
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let i = 0; i < 256; i++) {
    const at = i / 255;
    let k = 1;
    while (k < colours.length - 1 && colours[k][0] < at) k++;
    const [[from, low], [to, high]] = [colours[k - 1], colours[k]];
    const share = to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 1;
    for (let c = 0; c < 4; c++) bytes[4 * i + c] = low[c] + (high[c] - low[c]) * share;
  }
  return new Uint32Array(bytes.buffer);
}

/** The red, green, blue and opacity of a colour, each 0 to 255. @param {string} colour */
function channels(colour) {
  if (colour.startsWith("#")) return [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)).concat(255);
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha * 255];
}
