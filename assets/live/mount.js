// How a component's instances come, change and go; the same for every kind of view.
import { hubFor } from "./hub.js";
/**
 * @import { Component } from "./types.js"
 * @typedef {{ join(hub: import("./hub.js").Hub | null): void, update(component: Component): void, leave(): void }} View
 * @typedef {new (root: HTMLElement) => View} ViewClass
 */

/**
 * Return the function that Streamlit calls for an instance; `kind(data)` is the class of its view.
 * @param {(data: any) => ViewClass} kind
 */
export function mounting(kind) {
  /** @type {WeakMap<HTMLElement, View>} */
  const mounted = new WeakMap();
  /** @param {Component} component */
  return function mount(component) {
    const { parentElement: parent, data } = component;
    const View = kind(data);
    let view = mounted.get(parent);
    if (view && view.constructor !== View) {
      view.leave();
      view = undefined;
    }
    if (!view) {
      /** @type {HTMLElement | null} */
      const there = parent.querySelector(".nnviz-live");
      const root = there ?? parent.appendChild(document.createElement("div"));
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
