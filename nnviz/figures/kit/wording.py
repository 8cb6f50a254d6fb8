"""Short words for layers: names, sizes and counts as they stand in figures."""

from collections.abc import Iterable
from textwrap import wrap

from nnviz.core.shapes.shapes import LayerShape, layer_kind, layer_values
from nnviz.core.spec.kinds import Shape, shape_text
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec

_THIN = "\u2009"


def count_text(number: int) -> str:
    """Write a count in at most five characters: `950`, `1.2k`, `57k`, `3.4M`."""
    for limit, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= limit:
            scaled = number / limit
            return f"{scaled:.1f}{unit}" if scaled < 9.95 else f"{scaled:.0f}{unit}"
    return str(number)


def size_text(shape: Shape | None, unit_word: str = "unit") -> str:
    """Write the output shape of a layer: `8 units`, or `26×26×8` where it has several axes."""
    if shape is None:
        return "?"
    if len(shape) == 1:
        return f"{shape[0]} {unit_word}{'' if shape[0] == 1 else 's'}"
    return compact_shape(shape)


def compact_shape(shape: Shape) -> str:
    """Write a shape with thin spaces, or with none when it has three axes."""
    return shape_text(shape).replace(" ", "" if len(shape) > 2 else _THIN)


def layer_title(network: NetworkSpec, layer_id: str) -> str:
    """Return what a layer is called above its column: its kind, or that it is input or output."""
    if layer_id == INPUT:
        return "Input"
    layer = network.layer(layer_id)
    if values_of(layer).get("bidirectional"):
        return f"Bi-{layer_kind(layer).label}"
    return layer_kind(layer).label


def layer_activation(network: NetworkSpec, layer_id: str) -> str:
    """Return the name of a layer's activation; empty when it has none."""
    if layer_id == INPUT:
        return ""
    return str(values_of(network.layer(layer_id)).get("activation", "")).replace("_", " ")


def values_of(layer: LayerSpec) -> dict[str, object]:
    """Return the layer's parameter values, defaults included."""
    return dict(layer_values(layer))


def cost_lines(entry: LayerShape, width: int) -> tuple[str, str]:
    """Return parameters and multiply-adds of a layer, in the unit's short form where it must be.

    Args:
        entry: Its sizes.
        width: Characters there is room for.
    """
    parameters, macs = count_text(entry.parameters), count_text(entry.macs)
    long = f"{macs} mult-adds"
    what = "frozen" if entry.frozen else "params"
    return f"{parameters} {what}", long if len(long) <= width else f"{macs} MACs"


def folded_lines(words: Iterable[str], width: int, most: int) -> list[str]:
    """Join words with commas into at most `most` lines of `width` characters."""
    text = ", ".join(words)
    if not text:
        return []
    lines = wrap(text, max(width, 6), break_long_words=True)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: max(width - 1, 5)].rstrip(", ") + "\u2026"]
    return lines


def trimmed(text: str, longest: int) -> str:
    """Cut a text that is too long, and keep Plotly from reading markup in it."""
    short = text if len(text) <= longest else text[: longest - 1] + "\u2026"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
