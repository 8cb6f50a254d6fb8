// One hub per run: all instances on the page share one WebSocket, and one frame is in flight.
//
// What is asked for and when it is painted is decided in hub_state.js; here it is done.
import { decodeFrame } from "./frame.js";
import { arrayOf, holds, noteOf, reduce, unconnected } from "./hub_state.js";
/** @import { HubAction, HubHappening, Member, PaintedNames, TimerName, Want } from "./types.js" */

/** @type {Map<string, Hub>} */
const hubs = new Map();
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** When a visitor last pressed something: what follows from that comes before painting, and before training. */
let pressed = -Infinity;
function press() {
  pressed = performance.now();
  for (const hub of hubs.values()) hub.happens({ kind: "pressed" });
}
for (const kind of ["pointerdown", "click"]) window.addEventListener(kind, press, { capture: true, passive: true });

/** @param {string} token */
export function hubFor(token) {
  const known = hubs.get(token);
  if (known) return known;
  const made = new Hub(token);
  hubs.set(token, made);
  return made;
}

export class Hub {
  /** @param {string} token */
  constructor(token) {
    this.token = token;
    /** @type {Set<Member>} */
    this.members = new Set();
    this.state = unconnected();
    /** @type {WebSocket | undefined} */
    this.socket = undefined;
    /** @type {Partial<Record<TimerName, number>>} */
    this.timers = {};
  }

  /** The header of the last frame. */
  get header() {
    return this.state.header;
  }

  /** @param {Member} member */
  add(member) {
    this.members.add(member);
    this.happens({ kind: "joined", member });
  }

  /** @param {Member} member */
  remove(member) {
    this.members.delete(member);
    this.happens({ kind: "left" });
  }

  /** Called when somebody's wants or visibility changed. */
  changed() {
    this.happens({ kind: "changed" });
  }

  /** The array of a member's want in this hub's frames. @param {Want} want @param {string} name */
  arrayOf(want, name) {
    return arrayOf(this.state, want, name);
  }

  /** Whether a frame has brought what is wanted. @param {Want} want */
  holds(want) {
    return holds(this.state, want);
  }

  /** @param {Want} want */
  noteOf(want) {
    return noteOf(this.state, want);
  }

  /** @param {HubHappening} happening */
  happens(happening) {
    const facts = { members: [...this.members], now: performance.now(), pressed, calm: calm.matches };
    const { state, actions } = reduce(this.state, { ...happening, ...facts });
    this.state = state;
    for (const action of actions) this.perform(action);
  }

  /** @param {HubAction} action */
  perform(action) {
    switch (action.do) {
      case "open": return this.open();
      case "close": return this.close();
      case "send": return this.socket?.send(JSON.stringify(action.message));
      case "look": return queueMicrotask(() => this.happens({ kind: "look" }));
      case "after": return this.after(action);
      case "cancel": return action.timers.forEach((name) => void clearTimeout(this.timers[name]));
      case "await picture": return this.awaitPicture(action.wait);
      case "paint": return void this.paint(action.fresh);
      case "tell": return this.tell(action);
      case "take": return this.take(action);
      case "unpress": pressed = -Infinity;
    }
  }

  open() {
    const address = `${location.origin.replace(/^http/, "ws")}/live/${encodeURIComponent(this.token)}`;
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.happens({ kind: "opened" });
    socket.onmessage = ({ data }) => this.happens(heard(data));
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return;
      this.socket = undefined;
      this.happens({ kind: "closed", code });
    };
    this.socket = socket;
  }

  close() {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close(1000);
    hubs.delete(this.token);
  }

  /**
   * Let something happen later; what was to happen by the same name in a while does not.
   * @param {HubAction & { do: "after" }} action
   */
  after({ wait, event }) {
    const timer = setTimeout(() => this.happens({ kind: event }), wait);
    if (event === "changed") return;
    clearTimeout(this.timers[event]);
    this.timers[event] = timer;
  }

  /** @param {number} [wait] Milliseconds before. */
  awaitPicture(wait) {
    const next = () => requestAnimationFrame(() => this.happens({ kind: "picture" }));
    if (wait) setTimeout(next, wait);
    else next();
  }

  /** @param {PaintedNames} fresh */
  async paint(fresh) {
    const visible = [...this.members].filter((member) => member.visible);
    const outcomes = await Promise.allSettled(visible.map(async (member) => member.paint(fresh)));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") console.error("nnviz: a figure could not be painted", outcome.reason);
    }
    this.happens({ kind: "painted" });
  }

  /** @param {HubAction & { do: "tell" }} action */
  tell({ to, connection, sentence }) {
    for (const member of to ? [to] : this.members) member.connected(connection, sentence);
  }

  /** @param {HubAction & { do: "take" }} action */
  take({ place, data }) {
    for (const member of [...this.members].filter((one) => one.place === place)) member.take?.(data);
  }
}

/**
 * What the server said: words about figures to come, or a frame.
 * @param {string | ArrayBuffer} data @returns {HubHappening}
 */
function heard(data) {
  if (typeof data === "string") return { kind: "ahead", ...JSON.parse(data) };
  return { kind: "received", frame: decodeFrame(data) };
}
