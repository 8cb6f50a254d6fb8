// The status line: where the run stands, in numbers that do not jump.
/**
 * @import { Component, Connection, FrameHeader } from "./types.js"
 * @import { Hub } from "./hub.js"
 * @typedef {[name: string, title: string, text: (header: FrameHeader, percent: boolean) => string]} Field
 */

const SETTLED = 250;
// A slider tells its value 200 ms after the last key; a rerun in that moment would lose it.
const HANDLED = 700;
const LEAVING = 4000;

/** Until when a rerun of our own would come right behind something that the visitor did. */
let busy = -Infinity;
/** @param {number} wait */
const act = (wait) => {
  busy = Math.max(busy, performance.now() + wait);
};
for (const name of ["pointerdown", "pointerup", "keydown", "keyup"]) {
  window.addEventListener(name, () => act(HANDLED), { capture: true, passive: true });
}
// A rerun names the page that is open. Behind a click on a link to another page, but before that page
// has begun, it would fetch the visitor back.
window.addEventListener(
  "click",
  ({ target }) => {
    if (target instanceof Element && target.closest("a[href]")) act(LEAVING);
  },
  { capture: true },
);

/**
 * How Streamlit calls a page whose script is at work. Any other state, also one that a later Streamlit
 * may invent, counts as idle: a rerun too many costs a moment, one that never comes leaves the page behind.
 */
const AT_WORK = new Set(["initial", "running", "rerunRequested", "stopRequested"]);

/**
 * Whether a rerun would now come between the visitor and what the visitor does: a rerun of the visitor's
 * own has not ended, or a dialog is open, which Streamlit shuts and opens again (and a file that is
 * being uploaded in it would be lost).
 */
function inTheWay() {
  const app = document.querySelector('[data-testid="stApp"]');
  const rerunning = AT_WORK.has(app?.getAttribute("data-test-script-state") ?? "");
  return performance.now() < busy || rerunning || document.querySelector('[role="dialog"]') !== null;
}

const DASH = "\u2013";

/** @param {number} value */
function seconds(value) {
  if (value < 100) return `${value.toFixed(1)} s`;
  const minutes = Math.floor(value / 60);
  return `${minutes} min ${Math.round(value - minutes * 60)} s`;
}

/** @param {number} value */
function size(value) {
  if (!Number.isFinite(value)) return DASH;
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4)) return value.toExponential(1);
  return value.toFixed(3);
}

/** @param {number} value */
const whole = (value) => Math.round(value).toLocaleString("en-US");
/**
 * An error in the unit of what is predicted, which may be any.
 * @param {number} value
 */
function amount(value) {
  if (!(value >= 100 && value < 1e9)) return size(value);
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 1000 ? 1 : 0 });
}
/** @param {number} value @param {boolean} percent */
const score = (value, percent) =>
  percent && Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : amount(value);

/** The fields in order: name, what it is called, and its text for a header. @type {Field[]} */
const FIELDS = [
  ["state", "Run", (h) => (h.waiting ? "waiting" : h.state)],
  ["epoch", "Epoch", (h) => whole(h.epoch ?? 0)],
  ["seconds", "Time", (h) => seconds(h.seconds ?? 0)],
  ["rate", "Steps/s", (h) => (h.steps_per_second ? whole(h.steps_per_second) : DASH)],
  ["loss", "Training loss", (h) => size(h.metrics?.loss ?? NaN)],
  ["test_loss", "Test loss", (h) => size(h.metrics?.test_loss ?? NaN)],
  ["accuracy", "Training", (h, percent) => score(h.metrics?.accuracy ?? NaN, percent)],
  ["test_accuracy", "Test", (h, percent) => score(h.metrics?.test_accuracy ?? NaN, percent)],
  ["test_r2", "Test R\u00b2", (h) => size(h.metrics?.test_r2 ?? NaN)],
  ["device", "Device", (h) => h.device ?? DASH],
];

/**
 * What the page has to know of: the state, how often the run was saved from the loss of its process, and
 * what a run has to say that trains or is about to; others say it with their state.
 * @param {FrameHeader} header
 */
function told({ state, recovered, reason }) {
  const said = ["created", "compiling", "running"].includes(state) ? reason : "";
  return [state, recovered, said].filter(Boolean).join(" ");
}

/** What a run that waits for a process says. @param {FrameHeader} header */
function waits({ waiting }) {
  if (!waiting) return "";
  const others = waiting === 1 ? "This run is next" : `This run is number ${waiting} in line`;
  return `The server trains as many networks as it can. ${others} and starts by itself.`;
}

export class StatusView {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Hub | null} */
    this.hub = null;
    /** @type {Component | undefined} */
    this.component = undefined;
    /** @type {FrameHeader} */
    this.header = { state: "", keys: [] };
    this.names = "";
    /** @type {string | undefined} */
    this.known = undefined;
    this.trouble = "";
    this.cut = false;
    /** @type {import("./types.js").Want[]} */
    this.wants = [];
    this.visible = true;
    this.list = root.appendChild(document.createElement("dl"));
    this.list.className = "nnviz-status";
    this.list.setAttribute("aria-live", "off");
    this.sentence = root.appendChild(document.createElement("p"));
    this.sentence.className = "nnviz-note";
    this.sentence.hidden = true;
    /** @type {Map<HTMLElement, Field[2]>} */
    this.values = new Map();
  }

  /** @param {Hub | null} hub */
  join(hub) {
    if (hub === this.hub) return;
    this.hub?.remove(this);
    this.hub = hub;
    hub?.add(this);
  }

  leave() {
    clearTimeout(this.settling);
    this.hub?.remove(this);
    this.hub = null;
    this.root.replaceChildren();
    this.values.clear();
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    const { data } = component;
    this.list.setAttribute("aria-label", data.alt);
    this.header = JSON.parse(data.header);
    this.known ??= told(this.header);
    const fields = data.fields.split(" ");
    this.tells = fields.includes("state");
    const shown = FIELDS.filter(([name]) => fields.includes(name));
    const names = shown.map(([name]) => name).join() + data.metric;
    if (names !== this.names) this.build(shown, data);
    this.names = names;
    this.write();
  }

  /** @param {Field[]} shown @param {{ metric: string }} data */
  build(shown, { metric }) {
    this.values.clear();
    this.list.replaceChildren(
      ...shown.map(([name, title, text]) => {
        const item = document.createElement("div");
        item.dataset.field = name;
        const term = item.appendChild(document.createElement("dt"));
        term.textContent = name.endsWith("accuracy") ? `${title} ${metric}` : title;
        this.values.set(item.appendChild(document.createElement("dd")), text);
        return item;
      }),
    );
  }

  paint() {
    this.write();
    // One line tells for the page: each rerun costs the visitor a moment.
    if (!this.hub?.header || !this.tells) return;
    const state = told(this.hub.header);
    if (state === this.known) return;
    // A run that changes goes through several states in a moment, and each rerun delays the next.
    this.known = state;
    this.settle();
  }

  /**
   * Have the page rerun for a new state, once run and visitor have been quiet for a moment.
   * Streamlit forgets a click when another rerun is asked for before the click's own has begun.
   */
  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      if (inTheWay()) this.settle();
      else this.component?.setStateValue("run_state", this.known);
    }, SETTLED);
  }

  write() {
    const known = this.hub?.header ?? this.header;
    // Nobody knows what a run does that cannot be heard; least of all that it is running.
    const header = this.cut ? { ...known, state: "not connected", waiting: 0 } : known;
    const percent = Boolean(this.component?.data.percent);
    this.root.dataset.state = header.state;
    for (const [element, text] of this.values) {
      const value = text(header, percent);
      if (element.textContent !== value) element.textContent = value;
    }
    this.say(this.trouble || (this.tells ? waits(header) : ""));
  }

  /** @param {Connection} connection @param {string} sentence */
  connected(connection, sentence) {
    this.cut = connection === "reconnecting" || connection === "gone";
    // A server that was started again does not know the run; the page then shows another.
    if (connection === "gone" && this.tells) {
      this.known = connection;
      this.settle();
    }
    this.root.classList.toggle("nnviz-stale", connection !== "open");
    this.trouble = sentence;
    if (this.component) this.write();
  }

  /** @param {string} text */
  say(text) {
    if (this.sentence.textContent === text) return;
    this.sentence.textContent = text;
    this.sentence.hidden = !text;
  }
}
