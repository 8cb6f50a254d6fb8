// Places of a figure that are dragged onto other places: `drag` and `drop` of `touch` bindings.
const FAR = 6;

export class Drag {
  /** `touch` finds places; `report` takes `{kind: "drop", what, onto}`. */
  constructor(touch, report) {
    this.touch = touch;
    this.report = report;
    const { plot, events } = touch;
    const on = (target, name, action, capture = false) =>
      target.addEventListener(name, action, { signal: events.signal, capture });
    on(plot, "pointerdown", (event) => this.begin(event), true);
    on(window, "pointermove", (event) => this.moved(event), true);
    on(window, "pointerup", (event) => this.end(event), true);
    on(window, "pointercancel", () => this.cancel());
    on(window, "keydown", (event) => event.key === "Escape" && this.cancel());
    on(plot, "click", (event) => this.swallow(event), true);
  }

  get active() {
    return Boolean(this.ghost);
  }

  begin(event) {
    this.swallowing = false;
    const found = event.button === 0 && this.touch.under(event, ({ binding, index }) => binding.drag?.[index]);
    if (found) this.from = { found, x: event.clientX, y: event.clientY };
  }

  moved(event) {
    if (!this.from) return;
    if (!this.active && Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) < FAR) return;
    if (!this.active) this.lift();
    event.preventDefault();
    const frame = this.touch.plot.getBoundingClientRect();
    this.ghost.style.transform = `translate(${event.clientX - frame.left + 10}px, ${event.clientY - frame.top + 6}px)`;
    this.aim(this.touch.under(event, ({ binding, index }) => binding.drop?.[index]));
  }

  lift() {
    const { binding, index } = this.from.found;
    this.touch.show(null);
    this.ghost = this.add("nnviz-dragged");
    this.ghost.textContent = (binding.texts[index] ?? "").split("\n")[0];
    this.target = this.add("nnviz-target");
    this.target.hidden = true;
  }

  add(name) {
    const element = document.createElement("div");
    element.className = name;
    this.touch.plot.append(element);
    return element;
  }

  /** Show where it would be dropped. */
  aim(found) {
    this.onto = found;
    this.target.hidden = !found;
    if (!found) return;
    const [left, top, right, bottom] = this.touch.extent(found);
    this.target.style.transform = `translate(${left}px, ${top}px)`;
    this.target.style.width = `${right - left}px`;
    this.target.style.height = `${bottom - top}px`;
  }

  end() {
    if (this.active) {
      const { binding, index } = this.from.found;
      this.swallowing = true;
      const onto = this.onto?.binding.drop[this.onto.index];
      if (onto) this.report({ kind: "drop", what: binding.drag[index], onto });
    }
    this.cancel();
  }

  cancel() {
    this.ghost?.remove();
    this.target?.remove();
    this.from = this.ghost = this.target = this.onto = undefined;
  }

  /** The click that the browser makes of the end of a drag is none. */
  swallow(event) {
    if (!this.swallowing) return;
    this.swallowing = false;
    event.stopImmediatePropagation();
  }
}
