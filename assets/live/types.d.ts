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

/** A typed array of any kind. */
export interface Numbers extends Iterable<number> {
  readonly length: number;
  [index: number]: number;
  subarray(from: number, to: number): Numbers;
  filter(kept: (value: number) => boolean): Numbers;
  reduce(next: (before: number, value: number) => number, first: number): number;
}

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
  reason?: string;
  recovered?: number;
  /** Place in the line for a process, 1 being the next; 0 when it waits for none. */
  waiting?: number;
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

/** What Streamlit gives to a component's instance. */
export interface Component {
  parentElement: HTMLElement;
  // biome-ignore lint/suspicious/noExplicitAny: each component has data of its own
  data: any;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** A horizontal or vertical axis as Plotly keeps it: conversions between data, calculated values, pixels. */
export interface Axis {
  range: number[];
  autorange?: boolean;
  type?: string;
  _offset: number;
  d2p(value: unknown): number;
  p2d(pixel: number): number;
  c2p(value: number, clip?: boolean): number;
  d2c(value: unknown): number;
  r2c(value: unknown): number;
}

/** Plotly's layout with everything filled in. */
export interface FullLayout {
  width: number;
  height: number;
  bargap: number;
  bargroupgap: number;
  xaxis: Axis;
  yaxis: Axis;
  [axis: `${string}axis${string}`]: Axis;
}

/** A trace as a figure gives it, or as Plotly fills it in. */
// biome-ignore lint/suspicious/noExplicitAny: properties differ from one kind of trace to the next
export type Trace = Record<string, any>;

/** What Plotly calculated for a trace: one object a mark; the first has the element and what is shared. */
// biome-ignore lint/suspicious/noExplicitAny: they differ from one kind of trace to the next
export type Calculated = Record<string, any>;

/** An element that Plotly draws in; names with an underscore are its own affair (docs/INNER_NAMES.md). */
export interface Plot extends HTMLDivElement {
  data: Trace[];
  // biome-ignore lint/suspicious/noExplicitAny: Plotly's
  layout: Record<string, any>;
  _fullData?: Trace[];
  _fullLayout?: FullLayout;
  calcdata?: Calculated[][];
  // biome-ignore lint/suspicious/noExplicitAny: each event has an argument of its own
  on(event: string, listener: (argument: any) => void): void;
}

/** Values by the path of a property, such as `marker.color`. */
// biome-ignore lint/suspicious/noExplicitAny: properties have values of any type
export type Values = Record<string, any>;

/** What is new in a figure: by number of the trace, and in the layout. */
export interface Changes {
  traces: Map<number, Values>;
  layout: Values;
}

export type Lookup = (name: string) => LiveArray | undefined;

/** A binding of any operation. */
// biome-ignore lint/suspicious/noExplicitAny: each operation has properties of its own
export type Binding = { op: string; array: string } & Record<string, any>;

/** What bindings share that put a value into a trace, or into the layout. */
interface Bound {
  trace: number;
  prop: string;
  layout?: string;
  count?: number;
}

interface Scaled {
  scale?: number;
  offset?: number;
  most?: number;
}

interface AtCursor {
  row?: number;
  column?: number;
}

// One for each operation; nnviz/figures/kit/bindings.py describes them.
export type SetBinding = Bound & Scaled & { row?: number };
export type TilesBinding = Bound & { rows: number; columns: number; at: Range[]; mean?: boolean };
export type SegmentsBinding = { traces: number[]; paths: Path[]; edges: number[]; scales?: number[] };
export type StepsBinding = Bound & { edges: number[]; choices: unknown[] };
export type LabelsBinding = Bound & Words & { index?: number };
export type WhenBinding = Bound & { value: unknown };
export type SpanBinding = { layouts: string[]; least: number };
export type PickBinding = Bound & { index: number; scale?: number; alone?: boolean };
export type AtBinding = Bound & Words & AtCursor;
export type WindowBinding = Bound &
  AtCursor & { size: Range; stride: Range; dilation: Range; from?: Range; times?: string };
export type PlaceBinding = AtCursor & { shape: number; x: Sides; y: Sides; within?: Box };
export type WhereBinding = { trace: number; x: number[]; y: number[]; value: number };

/** Where a frame begins and ends: place by place, or its first beginning, its step and its size. */
export type Sides = Range[] | [number, number, number];

/** What turns a number into text. */
export interface Words {
  prefix?: string | string[];
  suffix?: string | string[];
  texts?: string[];
  percent?: boolean;
  offset?: number;
  digits?: number;
  missing?: string;
}

/** A box in data coordinates: left, bottom, right, top. */
export type Box = [number, number, number, number];

export type Place = Record<string, unknown>;

/** A binding of places that answer to pointer and keyboard. */
export interface TouchBinding extends Words {
  op: string;
  array?: string;
  boxes?: Box[];
  paths?: Path[] | string;
  texts: string[];
  walk?: boolean;
  click?: Place[];
  drag?: Place[];
  drop?: Place[];
  report?: Record<string, string>;
  index?: number[];
  picture?: string;
}

/** Points of a line: all x, all y. */
export type Path = [number[], number[]];

/** A place that was found, and where in pixels of the plot. */
export interface Found {
  binding: TouchBinding;
  index: number;
  at: [number, number];
}

/** Red, green and blue, each 0 to 255. */
export type Colour = [number, number, number];

/** The ends of an axis. */
export type Range = [number, number];

interface PlotlyLibrary {
  react(plot: Plot, data: Trace[], layout: Values, config: Values): Promise<unknown>;
  relayout(plot: Plot, layout: Values): Promise<unknown>;
  restyle(plot: Plot, update: Values, traces: number[]): Promise<unknown>;
  update(plot: Plot, update: Values, layout: Values, traces: number[]): Promise<unknown>;
  purge(plot: Plot): void;
  toImage(figure: { data: Trace[]; layout: Values }, options: Values): Promise<string>;
  Plots: { resize(plot: Plot): Promise<unknown> };
}

declare global {
  interface Window {
    Plotly: PlotlyLibrary;
  }
}
