// How a component's instances come, change and go; the same for every kind of view.
import { hubFor } from "./hub.js";

/** Return the function that Streamlit calls for an instance; `kind(data)` is the class of its view. */
export function mounting(kind) {
  const mounted = new WeakMap();
  return function mount(component) {
    const { parentElement: parent, data } = component;
    const View = kind(data);
    let view = mounted.get(parent);
    if (view && view.constructor !== View) {
      view.leave();
      view = undefined;
    }
    if (!view) {
      const root = parent.querySelector(".nnviz-live") ?? parent.appendChild(document.createElement("div"));
      root.classList.add("nnviz-live");
      view = new View(root);
      mounted.set(parent, view);
    }
    view.join(data.token ? hubFor(data.token) : null);
    view.update(component);
    return () => {
      view.leave();
      mounted.delete(parent);
    };
  };
}
