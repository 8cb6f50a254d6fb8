// What the modules of the live component pass to each other; for the type checker alone.

/** A read-out that a figure wants, under the name that its bindings use. */
export interface Want {
  key?: string;
  probe: string;
  options?: Record<string, unknown>;
}

/** A want under the name of its arrays in a hub's frames. */
export interface WireWant {
  key: string;
  probe: string;
  options: Record<string, unknown>;
}

export type Numbers =
  | Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

export interface FrameArray {
  values: Numbers;
  shape: number[];
}

/** An array that a frame has brought; `name` is the hub's, with the key of its want. */
export interface LiveArray extends FrameArray {
  name?: string;
}

export interface FrameHeader {
  version?: number;
  keys: string[];
  notes?: Record<string, string>;
  network?: string;
  state: string;
  recovered?: number;
  epoch?: number;
  seconds?: number;
  steps_per_second?: number;
  device?: string;
  metrics?: Record<string, number | null> | null;
}

export interface Frame {
  header: FrameHeader;
  arrays: Map<string, FrameArray>;
}

export type Connection = "connecting" | "open" | "reconnecting" | "gone";
export type PaintedNames = ReadonlySet<string>;

/** What a hub's decisions need of a member. */
export interface Viewer {
  readonly place?: string;
  readonly wants: readonly Want[];
  readonly visible: boolean;
}

/** A view that follows a run. */
export interface Member extends Viewer {
  connected(connection: Connection, sentence: string): void;
  paint(fresh: PaintedNames): unknown;
  take?(data: FigureData): void;
}

/** What a hub knows. */
export interface HubState {
  /** Of the socket; `resting` until it is tried again. */
  link: "closed" | "opening" | "open" | "resting";
  /** What members have been told of it. */
  connection: Connection;
  sentence: string;
  /** Milliseconds until a lost connection is tried again. */
  wait: number;
  /** Names of wants in frames, by what is wanted, and how many were given. */
  keys: ReadonlyMap<string, string>;
  named: number;
  arrays: Map<string, LiveArray>;
  header: FrameHeader | null;
  /** Version of the last frame. */
  seen: number;
  /** Names of arrays that came since the last painting. */
  fresh: ReadonlySet<string>;
  /** What was asked for last, and whether its answer is still to come. */
  wish: WireWant[] | null;
  waiting: boolean;
  /** Whether wants are about to be looked at. */
  planned: boolean;
  /** What figures will want that are not on the page yet; until when more of them are gathered. */
  coming: Want[];
  hurried: boolean;
  gathered: number;
  /** Whether it paints or is about to, and whether a frame came since that began. */
  scheduled: boolean;
  arrived: boolean;
}

export type TimerName = "retry" | "impatient";

/** What may happen to a hub. */
export type HubHappening =
  | { kind: "joined"; member: Member }
  | { kind: "left" }
  | { kind: "changed" }
  | { kind: "look" }
  | { kind: "ahead"; place: string; data?: FigureData; wants?: Want[] }
  | { kind: "impatient" }
  | { kind: "opened" }
  | { kind: "received"; frame: Frame }
  | { kind: "closed"; code: number }
  | { kind: "retry" }
  | { kind: "pressed" }
  | { kind: "picture" }
  | { kind: "painted" };

/** It, and how things are then: members after it, times in milliseconds, whether little motion is wanted. */
export type HubEvent = HubHappening & {
  members: readonly Viewer[];
  now: number;
  pressed: number;
  calm: boolean;
};

/** What a hub is to do. */
export type HubAction =
  | { do: "open" }
  | { do: "close" }
  | { do: "send"; message: { want: WireWant[]; seen: number } | { pressed: true } }
  | { do: "look" }
  | { do: "after"; wait: number; event: TimerName | "changed" }
  | { do: "cancel"; timers: TimerName[] }
  | { do: "await picture"; wait?: number }
  | { do: "paint"; fresh: PaintedNames }
  | { do: "tell"; to?: Member; connection: Connection; sentence: string }
  | { do: "take"; place: string; data: FigureData }
  | { do: "unpress" };

export interface HubStep {
  state: HubState;
  actions: HubAction[];
}

/** A figure as Streamlit, or a push ahead of it, brings it. */
export interface FigureData {
  type?: string;
  token?: string | null;
  place?: string;
  figure: string;
  fingerprint: string;
  order?: number;
  height?: number;
  grows?: boolean;
}
