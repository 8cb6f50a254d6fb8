// What a hub decides, without a browser: one frame in flight, wishes, reconnecting, painting.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  arrayOf, CALM_INTERVAL, COMING, FAREWELL, FIRST_WAIT, GATHER, GIVE_WAY, GONE, holds, LONGEST_WAIT, LOST, noteOf,
  reduce, unconnected,
} from "../../assets/live/hub_state.js";

/** @param {string} probe @param {Record<string, unknown>} [options] */
const want = (probe, options) => ({ key: "own", probe, ...(options && { options }) });
/** @param {string} key @param {string} probe */
const wire = (key, probe, options = {}) => ({ key, probe, options });
const viewer = (wants = [want("a")], more = {}) => ({ wants, visible: true, place: undefined, ...more });
const answer = (names, version = 1, more = {}) => {
  const keys = more.keys ?? [...new Set(names.map((name) => name.split("/")[0]))];
  const arrays = new Map(names.map((name) => [name, { values: new Float32Array([version]), shape: [1] }]));
  return { header: { keys, version, state: "running", notes: more.notes }, arrays };
};

/** A hub without a browser: it is told what happens, and `does` is what was to be done then. */
class Rehearsal {
  constructor(...members) {
    Object.assign(this, { members, state: unconnected(), now: 1000, pressed: -Infinity, calm: false });
  }

  on(kind, more = {}) {
    const { members, now, pressed, calm } = this;
    const before = structuredClone(this.state);
    const { state, actions } = reduce(this.state, { kind, members, now, pressed, calm, ...more });
    assert.deepEqual(this.state, before, "what was known before stays as it was");
    this.state = state;
    this.does = actions;
    return actions;
  }

  /** Connected, with the first wish sent and answered by `names`. */
  watching(...names) {
    for (const member of this.members) this.on("joined", { member });
    this.on("look");
    this.on("opened");
    if (names.length) this.frame(...names);
    return this;
  }

  frame(...names) {
    return this.on("received", { frame: answer(names) });
  }

  /** Everything up to the end of a painting. */
  painted() {
    const did = this.on("picture");
    this.on("painted");
    return did;
  }

  get sent() {
    return this.does.filter((action) => action.do === "send").map(({ message }) => message);
  }
}

let hub;
beforeEach(() => {
  hub = new Rehearsal(viewer());
});

describe("the connection", () => {
  test("the first member opens it and is told nothing yet", () => {
    assert.deepEqual(hub.on("joined", { member: hub.members[0] }), [{ do: "open" }, { do: "look" }]);
    assert.equal(hub.state.link, "opening");
  });

  test("a second member shares it", () => {
    hub.on("joined", { member: hub.members[0] });
    hub.on("look");
    hub.members.push(viewer());
    assert.deepEqual(hub.on("joined", { member: hub.members[1] }), [{ do: "look" }]);
  });

  test("nothing is asked before it is open, and what is wanted then when it is", () => {
    hub.on("joined", { member: hub.members[0] });
    assert.deepEqual(hub.on("look"), []);
    assert.deepEqual(hub.on("opened"), [{ do: "send", message: { want: [wire("k1", "a")], seen: 0 } }]);
    assert.equal(hub.state.waiting, true);
  });

  test("members hear that it is open with the first frame, once", () => {
    hub.watching("k1/y");
    assert.deepEqual(hub.does[0], { do: "tell", connection: "open", sentence: "" });
    hub.painted();
    assert.deepEqual(hub.frame("k1/y"), [{ do: "await picture" }]);
  });

  test("who joins later is told how it stands, alone", () => {
    hub.watching("k1/y");
    const late = viewer();
    hub.members.push(late);
    const [told] = hub.on("joined", { member: late });
    assert.deepEqual(told, { do: "tell", to: late, connection: "open", sentence: "" });
  });

  test("a lost one is tried again, later each time, until a frame comes", () => {
    hub.watching("k1/y");
    const waits = [];
    for (let i = 0; i < 6; i++) {
      const did = hub.on("closed", { code: 1006 });
      assert.equal(did.some((action) => action.do === "tell"), i === 0);
      waits.push(did.at(-1).wait);
      assert.equal(did.at(-1).event, "retry");
      assert.deepEqual(hub.on("retry"), [{ do: "open" }]);
    }
    assert.deepEqual(waits, [FIRST_WAIT, 800, 1600, 3200, 6400, LONGEST_WAIT]);
    hub.on("opened");
    assert.equal(hub.sent[0].seen, 0);
    hub.frame("k1/y");
    assert.deepEqual(hub.does[0], { do: "tell", connection: "open", sentence: "" });
    assert.equal(hub.on("closed", { code: 1006 }).at(-1).wait, FIRST_WAIT);
    assert.equal(hub.does[0].sentence, LOST);
  });

  test("who joins while it rests does not open another", () => {
    hub.watching("k1/y");
    hub.on("closed", { code: 1006 });
    assert.equal(hub.on("joined", { member: viewer() }).some((action) => action.do === "open"), false);
  });

  for (const code of [4403, 4404]) {
    test(`after ${code} it is not tried again, and the reason is told`, () => {
      hub.watching("k1/y");
      const sentence = GONE[code];
      assert.deepEqual(hub.on("closed", { code }), [{ do: "tell", connection: "gone", sentence }]);
      const [told, opened] = hub.on("joined", { member: hub.members[0] });
      assert.equal(told.sentence, sentence);
      assert.deepEqual(opened, { do: "open" });
    });
  }

  test("a wish under way when it was lost is not waited for", () => {
    hub.watching();
    hub.on("closed", { code: 1006 });
    assert.equal(hub.state.waiting, false);
    hub.on("picture");
    assert.deepEqual(hub.sent, []);
  });

  test("the last member to leave closes it, and nothing is to happen any more", () => {
    hub.watching("k1/y");
    hub.members = [];
    assert.deepEqual(hub.on("left"), [{ do: "cancel", timers: ["retry", "impatient"] }, { do: "close" }]);
    assert.deepEqual(hub.on("look"), []);
    assert.deepEqual(hub.on("pressed"), []);
    assert.deepEqual(hub.on("closed", { code: 1000 }), []);
  });
});

describe("wishes", () => {
  test("several changes make one message", () => {
    hub.watching("k1/y");
    assert.deepEqual(hub.on("changed"), [{ do: "look" }]);
    assert.deepEqual(hub.on("changed"), []);
    hub.members[0].wants = [want("b")];
    assert.deepEqual(hub.on("look"), [{ do: "send", message: { want: [wire("k2", "b")], seen: 0 } }]);
  });

  test("a change that changes nothing is no message", () => {
    hub.watching("k1/y");
    hub.on("changed");
    assert.deepEqual(hub.on("look"), []);
  });

  test("another wish replaces the one under way", () => {
    hub.watching();
    hub.members[0].wants = [want("a"), want("b")];
    hub.on("changed");
    hub.on("look");
    assert.deepEqual(hub.sent, [{ want: [wire("k1", "a"), wire("k2", "b")], seen: 0 }]);
  });

  test("a page without figures asks for the header alone", () => {
    hub = new Rehearsal(viewer([]));
    hub.watching();
    assert.deepEqual(hub.sent, [{ want: [], seen: 0 }]);
  });

  test("equal wants are asked for once, whatever the order of their options", () => {
    hub = new Rehearsal(viewer([want("a", { x: 1, y: 2 })]), viewer([want("a", { y: 2, x: 1 }), want("a")]));
    hub.watching();
    assert.deepEqual(hub.sent[0].want.map(({ key }) => key), ["k1", "k2"]);
  });

  test("hidden members want nothing, and what nobody wants is forgotten", () => {
    hub = new Rehearsal(viewer([want("a")]), viewer([want("b")]));
    hub.watching("k1/y", "k2/y");
    assert.equal(holds(hub.state, want("b")), true);
    hub.members[1].visible = false;
    hub.on("changed");
    hub.on("look");
    assert.deepEqual(hub.sent[0].want, [wire("k1", "a")]);
    assert.equal(holds(hub.state, want("b")), false);
    assert.equal(holds(hub.state, want("a")), true);
    hub.members[1].visible = true;
    hub.on("changed");
    hub.on("look");
    // A name is never given twice: a frame under way may still bring arrays under it.
    assert.deepEqual(hub.sent[0].want.map(({ key }) => key), ["k1", "k3"]);
  });

  test("a moment after a member left, the wishes of the others are looked at", () => {
    hub = new Rehearsal(viewer([want("a")]), viewer([want("b")]));
    hub.watching("k1/y", "k2/y");
    hub.members.pop();
    assert.deepEqual(hub.on("left"), [{ do: "after", wait: FAREWELL, event: "changed" }]);
    hub.on("changed");
    hub.on("look");
    assert.deepEqual(hub.sent, [{ want: [wire("k1", "a")], seen: 0 }]);
  });

  test("a press is told when there is a connection", () => {
    assert.deepEqual(hub.on("pressed"), []);
    hub.watching();
    assert.deepEqual(hub.on("pressed"), [{ do: "send", message: { pressed: true } }]);
  });
});

describe("frames", () => {
  test("the next one is asked for when the last begins to be painted, and not twice", () => {
    hub.watching();
    hub.on("received", { frame: answer(["k1/y"], 7) });
    assert.deepEqual(hub.sent, []);
    const did = hub.on("picture");
    assert.deepEqual(did, [
      { do: "send", message: { want: [wire("k1", "a")], seen: 7 } },
      { do: "paint", fresh: new Set(["k1/y"]) },
    ]);
    hub.on("painted");
    assert.deepEqual(hub.does, []);
    assert.equal(hub.state.waiting, true);
  });

  test("one that comes during painting waits until that is done", () => {
    hub.watching("k1/y");
    hub.on("picture");
    assert.deepEqual(hub.frame("k1/y"), []);
    assert.deepEqual(hub.on("painted"), [{ do: "await picture" }]);
    assert.deepEqual(hub.on("picture").at(-1), { do: "paint", fresh: new Set(["k1/y"]) });
  });

  test("two before a painting are painted at once", () => {
    hub = new Rehearsal(viewer([want("a"), want("b")]));
    hub.watching("k1/y");
    assert.deepEqual(hub.frame("k2/y"), []);
    assert.deepEqual(hub.on("picture").at(-1).fresh, new Set(["k1/y", "k2/y"]));
    hub.on("painted");
    hub.frame();
    assert.deepEqual(hub.on("picture").at(-1).fresh, new Set());
  });

  test("one that answers an earlier wish is painted, and the answer still awaited", () => {
    hub.watching();
    hub.members[0].wants = [want("a"), want("b")];
    hub.on("changed");
    hub.on("look");
    hub.frame("k1/y");
    assert.equal(hub.state.waiting, true);
    assert.deepEqual(hub.painted(), [{ do: "paint", fresh: new Set(["k1/y"]) }]);
    hub.on("received", { frame: answer(["k1/y", "k2/y"], 9) });
    assert.equal(hub.on("picture")[0].message.seen, 9);
  });

  test("a wish that changed before the painting is answered at once", () => {
    hub.watching();
    hub.on("received", { frame: answer(["k1/y"], 7) });
    hub.members[0].wants = [want("b")];
    assert.deepEqual(hub.on("picture")[0].message, { want: [wire("k2", "b")], seen: 0 });
  });

  test("arrays and notes are found by what is wanted", () => {
    hub.watching();
    const frame = answer(["k1/y"], 3, { keys: ["k1"], notes: { k1: "Needs a plane." } });
    hub.on("received", { frame });
    assert.equal(arrayOf(hub.state, want("a"), "y").name, "k1/y");
    assert.deepEqual([...arrayOf(hub.state, want("a"), "y").values], [3]);
    assert.equal(arrayOf(hub.state, want("a"), "x"), undefined);
    assert.equal(arrayOf(hub.state, want("other"), "y"), undefined);
    assert.equal(noteOf(hub.state, want("a")), "Needs a plane.");
    assert.equal(noteOf(hub.state, want("other")), undefined);
    hub.frame("k1/y");
    assert.equal(noteOf(hub.state, want("a")), undefined);
  });

  test("one without a version has seen nothing", () => {
    hub.watching();
    const frame = answer(["k1/y"]);
    delete frame.header.version;
    hub.on("received", { frame });
    assert.equal(hub.on("picture")[0].message.seen, 0);
  });
});

describe("painting", () => {
  test("gives way for a moment to what was pressed", () => {
    hub.watching("k1/y");
    hub.pressed = hub.now;
    hub.now += GIVE_WAY - 1;
    assert.deepEqual(hub.on("picture"), [{ do: "await picture" }]);
    hub.now += 1;
    assert.equal(hub.on("picture").at(-1).do, "paint");
  });

  test("is rare for those who want little motion", () => {
    hub.calm = true;
    hub.watching("k1/y");
    assert.deepEqual(hub.does.at(-1), { do: "await picture", wait: CALM_INTERVAL });
    hub.pressed = hub.now;
    assert.deepEqual(hub.on("picture"), [{ do: "await picture" }]);
  });
});

describe("figures that come ahead of Streamlit", () => {
  const ahead = (wants, place = "next") => hub.on("ahead", { place, wants });

  test("one for a place on the page is taken there", () => {
    hub.watching("k1/y");
    const data = { figure: "{}", fingerprint: "f" };
    assert.deepEqual(hub.on("ahead", { place: "next", data }), [{ do: "take", place: "next", data }]);
  });

  test("the wants of one that is there already are no news", () => {
    hub.members[0].place = "next";
    hub.watching("k1/y");
    assert.deepEqual(ahead([want("b")]), []);
  });

  test("what one will want is asked for alone, and what is there stays as it is until it comes", () => {
    hub.watching("k1/y");
    hub.painted();
    assert.deepEqual(ahead([want("b")]), [{ do: "after", wait: COMING, event: "impatient" }, { do: "look" }]);
    hub.on("look");
    assert.deepEqual(hub.sent, [{ want: [wire("k2", "b")], seen: 0 }]);
    assert.equal(holds(hub.state, want("a")), true);
    hub.frame("k2/y");
    assert.deepEqual(hub.does, [{ do: "look" }, { do: "await picture" }]);
    // Neither painted nor acknowledged: nothing is asked for meanwhile.
    assert.deepEqual([hub.on("look"), hub.on("picture")], [[], []]);
    hub.members.push(viewer([want("b")], { place: "next" }));
    hub.on("joined", { member: hub.members[1] });
    assert.deepEqual(hub.on("look"), [
      { do: "unpress" },
      { do: "send", message: { want: [wire("k1", "a"), wire("k2", "b")], seen: 0 } },
    ]);
    // From here on all is as it was: changes are looked at while an answer is awaited, and frames painted.
    assert.deepEqual(hub.on("changed"), [{ do: "look" }]);
    assert.deepEqual(hub.frame("k1/y", "k2/y"), [{ do: "await picture" }]);
  });

  test("one that comes before its answer is in sight at once when that comes", () => {
    hub.watching("k1/y");
    hub.painted();
    ahead([want("b")]);
    hub.on("look");
    hub.members = [viewer([want("b")], { place: "next" })];
    assert.deepEqual(hub.on("changed"), []);
    hub.frame("k2/y");
    assert.deepEqual(hub.on("look"), [
      { do: "unpress" },
      { do: "send", message: { want: [wire("k2", "b")], seen: 0 } },
    ]);
    assert.equal(hub.on("picture").at(-1).do, "paint");
  });

  test("those made within a moment are asked for together, before there is an answer", () => {
    hub.watching("k1/y");
    ahead([want("b")]);
    hub.on("look");
    hub.now += GATHER - 1;
    ahead([want("c")], "other");
    assert.deepEqual(hub.does.at(-1), { do: "look" });
    hub.on("look");
    assert.deepEqual(hub.sent[0].want.map(({ probe }) => probe), ["b", "c"]);
  });

  test("a later one waits for the answer, and only what is missing is asked for then", () => {
    hub.watching("k1/y");
    ahead([want("b")]);
    hub.on("look");
    hub.now += GATHER;
    ahead([want("c"), want("d")], "other");
    assert.deepEqual(hub.does, [{ do: "after", wait: COMING, event: "impatient" }]);
    hub.frame("k2/y");
    hub.on("look");
    assert.deepEqual(hub.sent[0].want.map(({ probe }) => probe), ["c", "d"]);
    // What cannot be read out is answered in words, which stay until the figures are there.
    hub.on("received", { frame: answer(["k3/y"], 2, { keys: ["k3", "k4"], notes: { k4: "Not of this." } }) });
    hub.on("look");
    assert.deepEqual(hub.sent[0].want.map(({ probe }) => probe), ["b", "c", "d"]);
    hub.frame("k2/y", "k3/y");
    assert.equal(noteOf(hub.state, want("d")), "Not of this.");
  });

  test("one that never comes is not waited for", () => {
    hub.watching("k1/y");
    hub.painted();
    ahead([want("b")]);
    hub.on("look");
    assert.deepEqual(hub.on("impatient"), [{ do: "look" }, { do: "await picture" }]);
    assert.deepEqual(hub.on("look")[0].message, { want: [wire("k1", "a")], seen: 0 });
    hub.frame("k1/y");
    assert.equal(hub.on("picture").at(-1).do, "paint");
  });
});
