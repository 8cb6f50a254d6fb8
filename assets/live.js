// The live component: one ES module for every live figure and status line on a page.
//
// Streamlit calls the default export when an instance appears and again whenever its data change;
// what it returns is called when the instance leaves the page. `data.type` is "figure" or "status".
import { FigureView } from "./live/figure.js";
import { mounting } from "./live/mount.js";
import { StatusView } from "./live/status.js";

/** @type {Record<string, import("./live/mount.js").ViewClass>} */
const VIEWS = { figure: FigureView, status: StatusView };

export default mounting(({ type }) => VIEWS[type]);
