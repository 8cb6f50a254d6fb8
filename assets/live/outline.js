// The layers of a network as a list of buttons: all that is done in the diagram, by keyboard.
//
// data: {rows: JSON of [{id, title, facts, reads, trouble, fixed}], chosen, said, handled, label}.
// State `asked`: JSON of the last actions [[number, action, id, value], ...]. They are kept until they
// are handled, because Streamlit forgets a trigger that comes before the rerun of the one before.
/**
 * @import { Component } from "./types.js"
 * @typedef {{
 *   id: string, title: string, facts: string, reads?: string, trouble?: string, fixed?: boolean,
 * }} Row
 */
const KEPT = 24;
const KEYS =
  "Arrow keys move through the layers, Enter chooses one. Alt and arrow moves it, Delete removes it, " +
  "D duplicates it, N renames it, C connects it to the layer you choose next. A closed block is one row; " +
  "Enter on the chosen one opens it.";

/** @type {Record<string, string | undefined>} */
const ACTS = { Delete: "remove", Backspace: "remove", d: "duplicate", D: "duplicate" };
/** @type {Record<string, number | undefined>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

class Outline {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.list = root.appendChild(document.createElement("ol"));
    this.list.className = "nnviz-outline";
    this.said = root.appendChild(document.createElement("p"));
    this.said.className = "nnviz-said";
    this.said.setAttribute("role", "status");
    /** @type {Component | undefined} */
    this.component = undefined;
    /** @type {number | undefined} */
    this.number = undefined;
    /** @type {[number, string, string, string][]} */
    this.asked = [];
    this.list.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    const { data } = component;
    this.number ??= data.handled;
    this.asked = this.asked.filter(([number]) => number > data.handled);
    this.list.setAttribute("aria-label", data.label);
    this.chosen = data.chosen;
    if (this.rows !== data.rows) this.build(JSON.parse(data.rows));
    this.rows = data.rows;
    for (const button of this.buttons()) {
      button.setAttribute("aria-pressed", String(button.dataset.layer === data.chosen));
    }
    this.rove(this.focused ?? data.chosen);
    this.say(this.from ? this.linking() : data.said || KEYS);
  }

  buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  /**
   * Make the rows anew; the focus stays with its layer, or with the row where that one was.
   * @param {Row[]} rows
   */
  build(rows) {
    const before = this.buttons();
    const at = /** @type {(Element | null)[]} */ (before).indexOf(document.activeElement);
    const id = before[at]?.dataset.layer;
    this.list.replaceChildren(...rows.map((row) => this.row(row)));
    this.focused = undefined;
    if (at < 0) return;
    const now = this.buttons();
    const next = now.find(({ dataset }) => dataset.layer === id) ?? now[Math.min(at, now.length - 1)];
    next?.focus();
  }

  /** @param {Row} row */
  row({ id, title, facts, reads, trouble, fixed }) {
    const item = document.createElement("li");
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.layer = id;
    /** @param {string} tag @param {string | undefined} text */
    const add = (tag, text, name = "") => {
      if (!text) return;
      const part = button.appendChild(document.createElement(tag));
      part.textContent = text;
      part.className = name;
    };
    add("strong", title);
    add("small", facts);
    add("small", reads, "nnviz-reads");
    add("small", trouble, "nnviz-trouble");
    button.addEventListener("click", () => this.choose(id));
    button.addEventListener("focus", () => {
      this.focused = id;
      this.rove(id);
    });
    this.draggable(item, id, fixed);
    return item;
  }

  /** @param {HTMLElement} item @param {string} id @param {boolean} [fixed] */
  draggable(item, id, fixed) {
    item.draggable = !fixed;
    item.addEventListener("dragstart", (event) => {
      this.dragged = id;
      event.dataTransfer?.setData("text/plain", id);
    });
    item.addEventListener("dragend", () => {
      this.dragged = undefined;
    });
    item.addEventListener("dragover", (event) => {
      if (!this.dragged || this.dragged === id) return;
      event.preventDefault();
      item.classList.add("nnviz-over");
    });
    item.addEventListener("dragleave", () => item.classList.remove("nnviz-over"));
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      item.classList.remove("nnviz-over");
      if (this.dragged) this.ask("after", this.dragged, id);
    });
  }

  /** Only one row is reached by Tab. @param {string | undefined} id */
  rove(id) {
    const buttons = this.buttons();
    const one = buttons.find(({ dataset }) => dataset.layer === id) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === one ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || event.ctrlKey || event.metaKey) return;
    const { layer = "" } = button.dataset;
    const buttons = this.buttons();
    const to = STEPS[event.key];
    const act = ACTS[event.key];
    if (to && event.altKey) this.ask(to > 0 ? "down" : "up", layer);
    else if (to) buttons[buttons.indexOf(button) + to]?.focus();
    else if (event.key === "Home") buttons[0].focus();
    else if (event.key === "End") buttons.at(-1)?.focus();
    else if (act) this.ask(act, layer);
    else if ("nN".includes(event.key) || event.key === "F2") this.name(button);
    else if ("cC".includes(event.key)) this.link(layer);
    else if (event.key === "Escape" && this.from) this.link(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} id */
  choose(id) {
    if (!this.from) return this.ask("choose", id);
    const from = this.from;
    this.link(undefined);
    this.ask("connect", from, id);
  }

  /** Begin to connect a layer; the next one chosen reads it. @param {string | undefined} from */
  link(from) {
    this.from = from;
    this.say(from ? this.linking() : this.component?.data.said || KEYS);
  }

  linking() {
    return `Which layer should read ${this.from}? Go to it and press Enter, or press Escape to cancel.`;
  }

  /** Type another name in the row itself. @param {HTMLElement} button */
  name(button) {
    const { layer = "" } = button.dataset;
    const input = document.createElement("input");
    input.value = layer;
    input.setAttribute("aria-label", `New name of ${layer}`);
    button.hidden = true;
    button.before(input);
    input.select();
    let open = true;
    /** @param {boolean} take */
    const done = (take) => {
      if (!open) return; // Taking the field away takes its focus too.
      open = false;
      const value = input.value.trim();
      input.remove();
      button.hidden = false;
      button.focus();
      if (take && value !== layer) this.ask("name", layer, value);
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") done(true);
      else if (event.key === "Escape") done(false);
    });
    input.addEventListener("blur", () => done(false));
  }

  /** @param {string} action @param {string} layer @param {string} value */
  ask(action, layer, value = "") {
    const number = (this.number ?? 0) + 1;
    this.number = number;
    /** @type {[number, string, string, string]} */
    const asked = [number, action, layer, value];
    this.asked = [...this.asked, asked].slice(-KEPT);
    this.component?.setStateValue("asked", JSON.stringify(this.asked));
  }

  /** @param {string} text */
  say(text) {
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  leave() {
    this.root.replaceChildren();
  }
}

/** @type {WeakMap<HTMLElement, Outline>} */
const mounted = new WeakMap();

/** @param {Component} component */
export default function mount(component) {
  const { parentElement: parent } = component;
  let outline = mounted.get(parent);
  if (!outline) {
    /** @type {HTMLElement | null} */
    const there = parent.querySelector(".nnviz-live");
    const root = there ?? parent.appendChild(document.createElement("div"));
    root.classList.add("nnviz-live");
    outline = new Outline(root);
    mounted.set(parent, outline);
  }
  outline.update(component);
  return () => {
    outline.leave();
    mounted.delete(parent);
  };
}
