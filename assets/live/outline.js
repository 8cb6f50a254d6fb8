// The layers of a network as a list of buttons: all that is done in the diagram, by keyboard.
//
// data: {rows: JSON of [{id, title, facts, reads, trouble, fixed}], chosen, said, handled, label}.
// State `asked`: JSON of the last actions [[number, action, id, value], ...]. They are kept until they
// are handled, because Streamlit forgets a trigger that comes before the rerun of the one before.
const KEPT = 24;
const KEYS =
  "Arrow keys move through the layers, Enter chooses one. Alt and arrow moves it, Delete removes it, " +
  "D duplicates it, N renames it, C connects it to the layer you choose next. A closed block is one row; " +
  "Enter on the chosen one opens it.";

class Outline {
  constructor(root) {
    this.root = root;
    this.list = root.appendChild(document.createElement("ol"));
    this.list.className = "nnviz-outline";
    this.said = root.appendChild(document.createElement("p"));
    this.said.className = "nnviz-said";
    this.said.setAttribute("role", "status");
    this.asked = [];
    this.list.addEventListener("keydown", (event) => this.key(event));
  }

  update(component) {
    this.component = component;
    const { data } = component;
    this.number ??= data.handled;
    this.asked = this.asked.filter(([number]) => number > data.handled);
    this.list.setAttribute("aria-label", data.label);
    this.chosen = data.chosen;
    if (this.rows !== data.rows) this.build(JSON.parse((this.rows = data.rows)));
    for (const button of this.buttons()) {
      button.setAttribute("aria-pressed", String(button.dataset.layer === data.chosen));
    }
    this.rove(this.focused ?? data.chosen);
    this.say(this.from ? this.linking() : data.said || KEYS);
  }

  buttons() {
    return [...this.list.querySelectorAll("button")];
  }

  /** Make the rows anew; the focus stays with its layer, or with the row where that one was. */
  build(rows) {
    const before = this.buttons();
    const at = before.findIndex((button) => button === document.activeElement);
    const id = before[at]?.dataset.layer;
    this.list.replaceChildren(...rows.map((row) => this.row(row)));
    this.focused = undefined;
    if (at < 0) return;
    const now = this.buttons();
    const next = now.find(({ dataset }) => dataset.layer === id) ?? now[Math.min(at, now.length - 1)];
    next?.focus();
  }

  row({ id, title, facts, reads, trouble, fixed }) {
    const item = document.createElement("li");
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.layer = id;
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
    button.addEventListener("focus", () => this.rove((this.focused = id)));
    this.draggable(item, id, fixed);
    return item;
  }

  draggable(item, id, fixed) {
    item.draggable = !fixed;
    item.addEventListener("dragstart", (event) => {
      this.dragged = id;
      event.dataTransfer.setData("text/plain", id);
    });
    item.addEventListener("dragend", () => (this.dragged = undefined));
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

  /** Only one row is reached by Tab. */
  rove(id) {
    const buttons = this.buttons();
    const one = buttons.find(({ dataset }) => dataset.layer === id) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === one ? 0 : -1;
  }

  key(event) {
    const button = event.target.closest("button");
    if (!button || event.ctrlKey || event.metaKey) return;
    const { layer } = button.dataset;
    const buttons = this.buttons();
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const acts = { Delete: "remove", Backspace: "remove", d: "duplicate", D: "duplicate" };
    if (to && event.altKey) this.ask(to > 0 ? "down" : "up", layer);
    else if (to) buttons[buttons.indexOf(button) + to]?.focus();
    else if (event.key === "Home") buttons[0].focus();
    else if (event.key === "End") buttons.at(-1).focus();
    else if (acts[event.key]) this.ask(acts[event.key], layer);
    else if ("nN".includes(event.key) || event.key === "F2") this.name(button);
    else if ("cC".includes(event.key)) this.link(layer);
    else if (event.key === "Escape" && this.from) this.link(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(id) {
    if (!this.from) return this.ask("choose", id);
    const from = this.from;
    this.link(undefined);
    this.ask("connect", from, id);
  }

  /** Begin to connect a layer; the next one chosen reads it. */
  link(from) {
    this.from = from;
    this.say(from ? this.linking() : this.component.data.said || KEYS);
  }

  linking() {
    return `Which layer should read ${this.from}? Go to it and press Enter, or press Escape to cancel.`;
  }

  /** Type another name in the row itself. */
  name(button) {
    const { layer } = button.dataset;
    const input = document.createElement("input");
    input.value = layer;
    input.setAttribute("aria-label", `New name of ${layer}`);
    button.hidden = true;
    button.before(input);
    input.select();
    let open = true;
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

  ask(action, layer, value = "") {
    this.number += 1;
    this.asked = [...this.asked, [this.number, action, layer, value]].slice(-KEPT);
    this.component.setStateValue("asked", JSON.stringify(this.asked));
  }

  say(text) {
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  leave() {
    this.root.replaceChildren();
  }
}

const mounted = new WeakMap();

export default function mount(component) {
  const { parentElement: parent } = component;
  let outline = mounted.get(parent);
  if (!outline) {
    const root = parent.querySelector(".nnviz-live") ?? parent.appendChild(document.createElement("div"));
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
