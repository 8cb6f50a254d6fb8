// What a hub knows and decides: a pure function from what it knew and what happened to what it knows
// then and what is to be done. hub.js tells what happens, and does it.
//
// A message {"want": [...], "seen": version} asks for one frame and acknowledges the last one; it is
// sent when that one begins to be painted, so that the next is computed meanwhile. A frame that comes
// during painting waits until that is done. When there are other wants, a new message replaces the old
// one, with "seen" 0 so that it is answered at once. What a figure wants that Streamlit has yet to put on
// the page is asked for alone, so that nothing that is about to leave stands in its way.
// {"pressed": true} asks for nothing: training gives way for a moment to what a press may bring.

/**
 * @import {
 *   HubAction, HubEvent, HubState, HubStep, LiveArray, Viewer, Want, WireWant,
 * } from "./types.js"
 * @typedef {(action: HubAction) => void} Act
 */

/**
 * Why a connection was closed for good, by the code that the server closed it with.
 * @type {Record<number, string>}
 */
export const GONE = {
  4403: "This run can only be watched from the page that started it. Reload the page to start your own.",
  4404: "The server does not know this run any more. Your network is kept, and the page begins it again \u2026",
};
export const LOST = "Connection lost, trying again \u2026";
/** Milliseconds until a lost connection is tried again, doubled each time up to the longest. */
export const FIRST_WAIT = 400;
export const LONGEST_WAIT = 8000;
/** Between two pictures for those who want little motion. */
export const CALM_INTERVAL = 1000;
/** What takes the place of a member that left should not wait behind a frame without it. */
export const FAREWELL = 100;
/** How long a figure that is on its way is waited for. */
export const COMING = 1000;
/** How long nothing is painted after a press. */
export const GIVE_WAY = 200;
/** Several figures of one view are made within this time, and one answer for all comes sooner than two. */
export const GATHER = 8;

/** @returns {HubState} */
export function unconnected() {
  return {
    link: "closed", connection: "connecting", sentence: "", wait: FIRST_WAIT,
    keys: new Map(), named: 0, arrays: new Map(), header: null, seen: 0, fresh: new Set(),
    wish: null, waiting: false, planned: false,
    coming: [], hurried: false, gathered: 0,
    scheduled: false, arrived: false,
  };
}

/**
 * What follows from something that happened.
 * @param {HubState} before
 * @param {HubEvent} event
 * @returns {HubStep}
 */
export function reduce(before, event) {
  const state = { ...before };
  /** @type {HubAction[]} */
  const actions = [];
  follow(state, event, (action) => actions.push(action));
  return { state, actions };
}

/** @param {HubState} state @param {HubEvent} event @param {Act} act */
function follow(state, event, act) {
  switch (event.kind) {
    case "joined": return joined(state, event, act);
    case "left": return left(state, event, act);
    case "changed": return changed(state, act);
    case "look": return look(state, event, act);
    case "ahead": return ahead(state, event, act);
    case "impatient": return impatient(state, event, act);
    case "opened": return opened(state, event, act);
    case "received": return received(state, event, act);
    case "closed": return closed(state, event, act);
    case "retry": return open(state, act);
    case "pressed": return state.link === "open" ? act({ do: "send", message: { pressed: true } }) : undefined;
    case "picture": return picture(state, event, act);
    case "painted": return painted(state, event, act);
  }
}

/** @param {HubState} state @param {HubEvent & { kind: "joined" }} event @param {Act} act */
function joined(state, { member }, act) {
  const { connection, sentence } = state;
  if (connection !== "connecting") act({ do: "tell", to: member, connection, sentence });
  if (state.link === "closed") open(state, act);
  changed(state, act);
}

/** @param {HubState} state @param {HubEvent} event @param {Act} act */
function left(state, { members }, act) {
  if (members.length) return act({ do: "after", wait: FAREWELL, event: "changed" });
  state.link = "closed";
  act({ do: "cancel", timers: ["retry", "impatient"] });
  act({ do: "close" });
}

/**
 * Somebody's wants or visibility changed; several changes make one message.
 * @param {HubState} state @param {Act} act
 */
function changed(state, act) {
  if (state.planned || (state.hurried && state.waiting)) return;
  state.planned = true;
  act({ do: "look" });
}

/** @param {HubState} state @param {HubEvent} event @param {Act} act */
function look(state, event, act) {
  state.planned = false;
  const expecting = state.coming.length > 0;
  const news = !asked(state, wants(state, event.members));
  const arrived = expecting && state.coming.length === 0;
  if (arrived) act({ do: "unpress" });
  if (news || (arrived && !state.waiting)) ask(state, event.members, 0, act);
}

/**
 * A figure that comes ahead of Streamlit, for the member in its place, or the wants of one yet to come.
 * @param {HubState} state @param {HubEvent & { kind: "ahead" }} event @param {Act} act
 */
function ahead(state, { place, data, wants, members, now }, act) {
  if (data) act({ do: "take", place, data });
  else if (members.every((member) => member.place !== place)) expect(state, wants ?? [], now, act);
}

/**
 * Ask for what a figure will want that is not on the page yet.
 * @param {HubState} state @param {Want[]} wants @param {number} now @param {Act} act
 */
function expect(state, wants, now, act) {
  state.coming = [...state.coming, ...wants];
  act({ do: "after", wait: COMING, event: "impatient" });
  if (!state.hurried) state.gathered = now + GATHER;
  else if (now < state.gathered) state.hurried = false;
  changed(state, act);
  state.hurried = true;
}

/** @param {HubState} state @param {HubEvent} event @param {Act} act */
function impatient(state, event, act) {
  state.coming = [];
  state.hurried = false;
  changed(state, act);
  schedule(state, event, act);
}

/** @param {HubState} state @param {Act} act */
function open(state, act) {
  state.link = "opening";
  act({ do: "open" });
}

/** @param {HubState} state @param {HubEvent} event @param {Act} act */
function opened(state, { members }, act) {
  state.link = "open";
  ask(state, members, 0, act);
}

/** @param {HubState} state @param {HubEvent & { kind: "received" }} event @param {Act} act */
function received(state, event, act) {
  const { header, arrays } = event.frame;
  state.wait = FIRST_WAIT;
  // A frame that was under way already answers an earlier wish; this one's is still to come.
  if (header.keys.join() === state.wish?.map(({ key }) => key).join()) state.waiting = state.hurried = false;
  const notes = state.coming.length ? { ...state.header?.notes, ...header.notes } : header.notes;
  state.header = { ...header, notes };
  state.seen = header.version ?? 0;
  state.arrays = new Map(state.arrays);
  for (const [name, array] of arrays) state.arrays.set(name, { ...array, name });
  state.fresh = new Set([...state.fresh, ...arrays.keys()]);
  tell(state, "open", "", act);
  state.arrived = true;
  if (state.coming.length) changed(state, act);
  schedule(state, event, act);
}

/** @param {HubState} state @param {HubEvent & { kind: "closed" }} event @param {Act} act */
function closed(state, { code, members }, act) {
  state.link = "closed";
  state.waiting = false;
  if (members.length === 0) return;
  if (GONE[code]) return tell(state, "gone", GONE[code], act);
  tell(state, "reconnecting", LOST, act);
  state.link = "resting";
  act({ do: "after", wait: state.wait, event: "retry" });
  state.wait = Math.min(state.wait * 2, LONGEST_WAIT);
}

/**
 * @param {HubState} state @param {HubState["connection"]} connection @param {string} sentence
 * @param {Act} act
 */
function tell(state, connection, sentence, act) {
  if (state.connection === connection) return;
  state.connection = connection;
  state.sentence = sentence;
  act({ do: "tell", connection, sentence });
}

/**
 * Paint before the browser's next picture, unless it is painting or about to.
 * @param {HubState} state @param {HubEvent} event @param {Act} act
 */
function schedule(state, { calm }, act) {
  if (state.scheduled) return;
  state.scheduled = true;
  act(calm ? { do: "await picture", wait: CALM_INTERVAL } : { do: "await picture" });
}

/**
 * The browser is about to draw: what follows from a press comes before painting.
 * @param {HubState} state @param {HubEvent} event @param {Act} act
 */
function picture(state, { now, pressed, members }, act) {
  if (now < pressed + GIVE_WAY) return act({ do: "await picture" });
  state.arrived = false;
  if (state.coming.length) {
    // What is about to leave is not painted, and what stays catches up when the new figure is there.
    state.scheduled = false;
    return;
  }
  // The next frame is computed while this one is painted.
  if (!state.waiting) ask(state, members, asked(state, wants(state, members)) ? state.seen : 0, act);
  const { fresh } = state;
  state.fresh = new Set();
  act({ do: "paint", fresh });
}

/** @param {HubState} state @param {HubEvent} event @param {Act} act */
function painted(state, event, act) {
  state.scheduled = false;
  if (state.arrived) schedule(state, event, act);
}

/**
 * @param {HubState} state @param {readonly Viewer[]} members @param {number} seen @param {Act} act
 */
function ask(state, members, seen, act) {
  if (state.link !== "open") return;
  const want = wants(state, members);
  state.wish = want;
  if (!state.coming.length) forget(state, new Set(want.map(({ key }) => key)));
  state.waiting = true;
  act({ do: "send", message: { want, seen } });
}

/** Whether this is what was asked for last. @param {HubState} state @param {WireWant[]} want */
function asked({ wish }, want) {
  return JSON.stringify(want) === JSON.stringify(wish);
}

/**
 * What is asked for: what is on its way, until all of it is there, otherwise what visible members want.
 * @param {HubState} state @param {readonly Viewer[]} members
 * @returns {WireWant[]}
 */
function wants(state, members) {
  const there = new Set(members.flatMap((member) => member.wants).map(signature));
  if (state.coming.every((want) => there.has(signature(want)))) state.coming = [];
  const visible = members.filter((member) => member.visible).flatMap((member) => member.wants);
  const missing = state.coming.filter((want) => !holds(state, want) && !noteOf(state, want));
  const now = [missing, state.coming].find((list) => list.length) ?? visible;
  return [...new Map(now.map((want) => [signature(want), named(state, want)])).values()];
}

/** A want under the name of its arrays in this hub's frames. @param {HubState} state @param {Want} want */
function named(state, want) {
  const id = signature(want);
  let key = state.keys.get(id);
  if (key === undefined) {
    state.named += 1;
    key = `k${state.named}`;
    state.keys = new Map(state.keys).set(id, key);
  }
  return { key, probe: want.probe, options: want.options ?? {} };
}

/** Drop the arrays that nobody wants any more. @param {HubState} state @param {Set<string>} keys */
function forget(state, keys) {
  state.arrays = new Map([...state.arrays].filter(([name]) => keys.has(name.split("/")[0] ?? "")));
  state.keys = new Map([...state.keys].filter(([, key]) => keys.has(key)));
}

/** The same probe with the same options is asked for once, whoever wants it. @param {Want} want */
function signature(want) {
  const options = want.options ?? {};
  return JSON.stringify([want.probe, Object.keys(options).sort().map((name) => [name, options[name]])]);
}

/**
 * An array that a frame has brought for a want.
 * @param {HubState} state @param {Want} want @param {string} name
 * @returns {LiveArray | undefined}
 */
export function arrayOf({ arrays, keys }, want, name) {
  return arrays.get(`${keys.get(signature(want))}/${name}`);
}

/** Whether a frame has brought what is wanted. @param {HubState} state @param {Want} want */
export function holds({ arrays, keys }, want) {
  const start = `${keys.get(signature(want))}/`;
  return [...arrays.keys()].some((name) => name.startsWith(start));
}

/** Why what is wanted cannot be read out. @param {HubState} state @param {Want} want */
export function noteOf({ header, keys }, want) {
  const key = keys.get(signature(want));
  return key === undefined ? undefined : header?.notes?.[key];
}
