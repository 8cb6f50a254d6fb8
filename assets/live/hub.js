// One hub per run: all instances on the page share one WebSocket, and one frame is in flight.
//
// A message {"want": [...], "seen": version} asks for one frame and acknowledges the last one; it is
// sent when that one begins to be painted, so that the next is computed meanwhile. A frame that comes
// during painting waits until that is done. When there are other wants, a new message replaces the old
// one, with "seen" 0 so that it is answered at once. What a figure wants that Streamlit has yet to put on
// the page is asked for alone, so that nothing that is about to leave stands in its way.
// {"pressed": true} asks for nothing: training gives way for a moment to what a press may bring.
import { decodeFrame } from "./frame.js";

const hubs = new Map();
const GONE = {
  4403: "This run can only be watched from the page that started it. Reload the page to start your own.",
  4404: "This run no longer exists. Reload the page to start it again.",
};
const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;
const CALM_INTERVAL = 1000;
const FAREWELL = 100;
const COMING = 1000;
const GIVE_WAY = 200;
const GATHER = 8;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

/** When a visitor last pressed something: what follows from that comes before painting, and before training. */
let pressed = -Infinity;
function press() {
  pressed = performance.now();
  for (const hub of hubs.values()) hub.say({ pressed: true });
}
for (const kind of ["pointerdown", "click"]) window.addEventListener(kind, press, { capture: true, passive: true });

export function hubFor(token) {
  if (!hubs.has(token)) hubs.set(token, new Hub(token));
  return hubs.get(token);
}

/** The same probe with the same options is asked for once, whoever wants it. */
function signature(want) {
  const options = want.options ?? {};
  return JSON.stringify([want.probe, Object.keys(options).sort().map((name) => [name, options[name]])]);
}

export class Hub {
  constructor(token) {
    this.token = token;
    this.members = new Set();
    this.keys = new Map();
    this.arrays = new Map();
    this.header = null;
    this.connection = "connecting";
    this.sentence = "";
    this.seen = 0;
    this.wait = FIRST_WAIT;
    this.asked = "";
    this.named = 0;
    this.coming = [];
  }

  add(member) {
    this.members.add(member);
    if (this.connection !== "connecting") member.connected(this.connection, this.sentence);
    if (!this.socket && !this.timer) this.open();
    this.changed();
  }

  remove(member) {
    this.members.delete(member);
    if (this.members.size === 0) this.close();
    // What takes its place in a moment should not wait behind a frame without it.
    else setTimeout(() => this.changed(), FAREWELL);
  }

  /** Called when somebody's wants or visibility changed; several changes make one message. */
  changed() {
    if (this.planned || (this.hurried && this.waiting)) return;
    this.planned = true;
    queueMicrotask(() => {
      this.planned = false;
      const expecting = this.coming.length > 0;
      const news = JSON.stringify(this.wants()) !== this.asked;
      const arrived = expecting && this.coming.length === 0;
      if (arrived) pressed = -Infinity;
      if (news || (arrived && !this.waiting)) this.ask(0);
    });
  }

  /** The name of a member's array in this hub's frames. */
  arrayOf(want, name) {
    return this.arrays.get(`${this.keys.get(signature(want))}/${name}`);
  }

  /** Whether a frame has brought what is wanted. */
  holds(want) {
    const start = `${this.keys.get(signature(want))}/`;
    return [...this.arrays.keys()].some((name) => name.startsWith(start));
  }

  noteOf(want) {
    return this.header?.notes?.[this.keys.get(signature(want))];
  }

  /** What is asked for: what is on its way, until all of it is there, otherwise what visible members want. */
  wants() {
    const members = [...this.members];
    const there = new Set(members.flatMap((member) => member.wants).map(signature));
    if (this.coming.every((want) => there.has(signature(want)))) this.coming = [];
    const visible = members.filter((member) => member.visible).flatMap((member) => member.wants);
    const missing = this.coming.filter((want) => !this.holds(want) && !this.noteOf(want));
    const now = [missing, this.coming].find((list) => list.length) ?? visible;
    const wanted = new Map();
    for (const want of now) {
      const id = signature(want);
      if (!this.keys.has(id)) this.keys.set(id, `k${(this.named += 1)}`);
      const key = this.keys.get(id);
      wanted.set(key, { key, probe: want.probe, options: want.options ?? {} });
    }
    return [...wanted.values()];
  }

  /** Ask for what a figure will want that is not on the page yet. */
  expect(wants) {
    this.coming.push(...wants);
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.coming = [];
      this.hurried = false;
      this.changed();
      this.schedule();
    }, COMING);
    // Several figures of one view are made within milliseconds, and one answer for all comes sooner than two.
    const now = performance.now();
    if (!this.hurried) this.gathered = now + GATHER;
    else if (now < this.gathered) this.hurried = false;
    this.changed();
    this.hurried = true;
  }

  open() {
    this.timer = undefined;
    const address = `${location.origin.replace(/^http/, "ws")}/live/${encodeURIComponent(this.token)}`;
    const socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.ask(0);
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.show(JSON.parse(data)) : this.receive(data));
    socket.onclose = ({ code }) => this.closed(socket, code);
    this.socket = socket;
  }

  ask(seen) {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const want = this.wants();
    this.asked = JSON.stringify(want);
    this.wanted = want.map(({ key }) => key).join();
    if (!this.coming.length) this.forget(new Set(want.map(({ key }) => key)));
    this.waiting = true;
    this.say({ want, seen });
  }

  say(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Drop the arrays that nobody wants any more. */
  forget(keys) {
    for (const name of this.arrays.keys()) if (!keys.has(name.split("/")[0])) this.arrays.delete(name);
    for (const [id, key] of this.keys) if (!keys.has(key)) this.keys.delete(id);
  }

  /** A figure that comes ahead of Streamlit, for the member in its place, or the wants of one yet to come. */
  show({ place, data, wants }) {
    const there = [...this.members].filter((member) => member.place === place);
    if (data) for (const member of there) member.take(data);
    else if (there.length === 0) this.expect(wants);
  }

  receive(data) {
    this.wait = FIRST_WAIT;
    const frame = decodeFrame(data);
    // A frame that was under way already answers an earlier wish; this one's is still to come.
    if (frame.header.keys.join() === this.wanted) this.waiting = this.hurried = false;
    const notes = this.coming.length ? { ...this.header?.notes, ...frame.header.notes } : frame.header.notes;
    this.header = { ...frame.header, notes };
    this.seen = frame.header.version ?? 0;
    for (const [name, array] of frame.arrays) this.arrays.set(name, { ...array, name });
    this.fresh = new Set([...(this.fresh ?? []), ...frame.arrays.keys()]);
    this.tell("open", "");
    this.arrived = true;
    if (this.coming.length) this.changed();
    this.schedule();
  }

  /** Paint before the browser's next picture, unless it is painting or about to. */
  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    if (calm.matches) setTimeout(() => this.paintNext(), CALM_INTERVAL);
    else this.paintNext();
  }

  paintNext() {
    requestAnimationFrame(() => (performance.now() < pressed + GIVE_WAY ? this.paintNext() : this.paint()));
  }

  async paint() {
    this.arrived = false;
    if (this.coming.length) {
      // What is about to leave is not painted, and what stays catches up when the new figure is there.
      this.scheduled = false;
      return;
    }
    // The next frame is computed while this one is painted.
    if (!this.waiting) this.ask(JSON.stringify(this.wants()) === this.asked ? this.seen : 0);
    const fresh = this.fresh ?? new Set();
    this.fresh = new Set();
    const visible = [...this.members].filter((member) => member.visible);
    const outcomes = await Promise.allSettled(visible.map(async (member) => member.paint(fresh)));
    for (const { reason } of outcomes) if (reason) console.error("nnviz: a figure could not be painted", reason);
    this.scheduled = false;
    if (this.arrived) this.schedule();
  }

  closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = undefined;
    this.waiting = false;
    if (this.members.size === 0) return;
    if (GONE[code]) return this.tell("gone", GONE[code]);
    this.tell("reconnecting", "Connection lost, trying again \u2026");
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  tell(connection, sentence) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.sentence = sentence;
    for (const member of this.members) member.connected(connection, sentence);
  }

  close() {
    clearTimeout(this.timer);
    clearTimeout(this.patience);
    this.timer = undefined;
    const socket = this.socket;
    this.socket = undefined;
    socket?.close(1000);
    hubs.delete(this.token);
  }
}
