// The live component: one ES module for every live figure and status line on a page.
//
// Streamlit calls the default export when an instance appears and again whenever its data change;
// what it returns is called when the instance leaves the page. `data.type` is "figure" or "status".
import { hubFor } from "./live/hub.js";
import { FigureView } from "./live/figure.js";
import { StatusView } from "./live/status.js";

const VIEWS = { figure: FigureView, status: StatusView };
const mounted = new WeakMap();

export default function mount(component) {
  const { parentElement: parent, data } = component;
  let view = mounted.get(parent);
  if (view && view.type !== data.type) {
    view.leave();
    view = undefined;
  }
  if (!view) {
    const root = parent.querySelector(".nnviz-live") ?? parent.appendChild(document.createElement("div"));
    root.classList.add("nnviz-live");
    view = new VIEWS[data.type](root);
    view.type = data.type;
    mounted.set(parent, view);
  }
  view.join(data.token ? hubFor(data.token) : null);
  view.update(component);
  return () => {
    view.leave();
    mounted.delete(parent);
  };
}
