// Buttons that save a figure of this page as SVG or PNG, as it is drawn now, in the browser itself.
import { loadPlotly } from "./figure.js";
/** @import { Component, Plot } from "./types.js" */

const SHARPER = 2;
/** Pixels along the longer side that browsers still draw on a canvas. */
const LARGEST = 16_000;

/** @param {Component} component */
export default function mount({ parentElement: parent, data }) {
  const row = parent.querySelector(".nnviz-saving") ?? parent.appendChild(document.createElement("div"));
  row.className = "nnviz-saving nnviz-cursor";
  row.replaceChildren(
    ...["svg", "png"].map((format) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `Save as ${format.toUpperCase()}`;
      button.title = `Save the diagram below as ${format.toUpperCase()}, with its blocks open or closed as shown.`;
      button.addEventListener("click", () => save(data, format, button));
      return button;
    }),
  );
  return () => row.remove();
}

/**
 * @param {{ place: string, name: string, background: string }} data @param {string} format
 * @param {HTMLButtonElement} button
 */
async function save({ place, name, background }, format, button) {
  /** @type {Plot | null} */
  const plot = document.querySelector(`.st-key-${CSS.escape(place)} .nnviz-plot`);
  if (!plot) return;
  const Plotly = await loadPlotly();
  const { width, height } = plot._fullLayout ?? { width: plot.clientWidth, height: plot.clientHeight };
  const scale = format === "png" ? Math.min(SHARPER, LARGEST / Math.max(width, height)) : 1;
  const figure = { data: plot.data, layout: { ...plot.layout, paper_bgcolor: background } };
  button.disabled = true;
  try {
    const url = await Plotly.toImage(figure, { format, width, height, scale });
    const link = document.createElement("a");
    Object.assign(link, { href: url, download: `${name}.${format}` });
    link.click();
  } finally {
    button.disabled = false;
  }
}
