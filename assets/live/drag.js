// Places of a figure that are dragged onto other places: `drag` and `drop` of `touch` bindings.
/** @import { Found } from "./types.js" */
const FAR = 6;

export class Drag {
  /**
   * `touch` finds places; `report` takes `{kind: "drop", what, onto}`.
   * @param {import("./touch.js").Touch} touch @param {(value: unknown) => void} report
   */
  constructor(touch, report) {
    this.touch = touch;
    this.report = report;
    const { plot, events } = touch;
    /** @type {{ found: Found, x: number, y: number } | undefined} */
    this.from = undefined;
    /** @type {{ ghost: HTMLElement, target: HTMLElement, onto: Found | null } | undefined} */
    this.lifted = undefined;
    /** @param {EventTarget} target @param {string} name @param {(event: any) => unknown} action */
    const on = (target, name, action, capture = false) =>
      target.addEventListener(name, action, { signal: events.signal, capture });
    on(plot, "pointerdown", (event) => this.begin(event), true);
    on(window, "pointermove", (event) => this.moved(event), true);
    on(window, "pointerup", () => this.end(), true);
    on(window, "pointercancel", () => this.cancel());
    on(window, "keydown", (event) => event.key === "Escape" && this.cancel());
    on(plot, "click", (event) => this.swallow(event), true);
  }

  get active() {
    return this.lifted !== undefined;
  }

  /** @param {PointerEvent} event */
  begin(event) {
    this.swallowing = false;
    const found = event.button === 0 && this.touch.under(event, ({ binding, index }) => binding.drag?.[index]);
    if (found) this.from = { found, x: event.clientX, y: event.clientY };
  }

  /** @param {PointerEvent} event */
  moved(event) {
    if (!this.from) return;
    if (!this.active && Math.hypot(event.clientX - this.from.x, event.clientY - this.from.y) < FAR) return;
    const { ghost } = this.lift(this.from.found);
    event.preventDefault();
    const frame = this.touch.plot.getBoundingClientRect();
    ghost.style.transform = `translate(${event.clientX - frame.left + 10}px, ${event.clientY - frame.top + 6}px)`;
    this.aim(this.touch.under(event, ({ binding, index }) => binding.drop?.[index]));
  }

  /** What is shown of a drag, made when it begins. @param {Found} found */
  lift({ binding, index }) {
    if (this.lifted) return this.lifted;
    this.touch.show(null);
    const ghost = this.add("nnviz-dragged");
    ghost.textContent = (binding.texts[index] ?? "").split("\n")[0] ?? "";
    const target = this.add("nnviz-target");
    target.hidden = true;
    this.lifted = { ghost, target, onto: null };
    return this.lifted;
  }

  /** @param {string} name */
  add(name) {
    const element = document.createElement("div");
    element.className = name;
    this.touch.plot.append(element);
    return element;
  }

  /** Show where it would be dropped. @param {Found | null} found */
  aim(found) {
    if (!this.lifted) return;
    const { target } = this.lifted;
    this.lifted.onto = found;
    target.hidden = !found;
    if (!found) return;
    const [left, top, right, bottom] = this.touch.extent(found);
    target.style.transform = `translate(${left}px, ${top}px)`;
    target.style.width = `${right - left}px`;
    target.style.height = `${bottom - top}px`;
  }

  end() {
    if (this.lifted && this.from) {
      const { binding, index } = this.from.found;
      const { onto: found } = this.lifted;
      this.swallowing = true;
      const onto = found?.binding.drop?.[found.index];
      if (onto) this.report({ kind: "drop", what: binding.drag?.[index], onto });
    }
    this.cancel();
  }

  cancel() {
    this.lifted?.ghost.remove();
    this.lifted?.target.remove();
    this.from = this.lifted = undefined;
  }

  /** The click that the browser makes of the end of a drag is none. @param {Event} event */
  swallow(event) {
    if (!this.swallowing) return;
    this.swallowing = false;
    event.stopImmediatePropagation();
  }
}
