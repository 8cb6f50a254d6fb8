"""A symmetrically connected network as units and links: a ring, or two sides face to face."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.mesh import STRONGEST, hidden_units, mesh_layer, places
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.kinds import product
from nnviz.core.spec.network import NetworkSpec
from nnviz.figures.kit.bindings import annotate, bind, set_trace, want
from nnviz.figures.kit.pictures import cells, free_cells, shades
from nnviz.figures.kit.theme import Theme, bare_axis, blank, channels, lay_out

_PICTURE = 0.34
"""Side of a picture, in heights of the figure."""
_LEFT, _RIGHT = -0.5, 1.16
"""Where pictures begin from left to right, in heights of the figure."""
_ENDS = (-0.52, 1.52)


def mesh(
    dataset: Dataset, network: NetworkSpec, theme: Theme, *, example: int = 0, height: int = 360
) -> go.Figure:
    """Draw all units of a network with an energy, and the strongest links between them.

    Traces: 0 negative links, 1 positive ones, 2 the units, 3 the input image, 4 the output
    image, 5 words.

    Args:
        dataset: Small grey pictures.
        network: One layer with an energy, and layers without units.
        theme: Colours.
        example: Number of the test example.
        height: Pixels.

    Raises:
        NnvizError: The network is another one.
    """
    layer = mesh_layer(network, dataset.signature)
    if layer is None:
        raise NnvizError("a network with an energy", "another one", "Show it as layers.")
    visible, hidden = product(dataset.signature.input_shape), hidden_units(layer)
    links = visible * hidden if hidden else visible * (visible - 1) // 2
    where = "in two rows that face each other" if hidden else "on a ring"
    alt = (
        f"{visible + hidden} units {where}, with the {min(STRONGEST, links)} strongest of "
        f"{links:,} links: blue ones pull both units together, dashed orange ones push them apart."
    )
    figure = blank(theme, height=height, alt=alt, margins=(0, 0, 20, 22))
    annotate(figure, network=network.fingerprint)
    _links(figure, theme)
    _units(figure, theme, visible, hidden)
    _pictures(figure, theme, dataset.signature.input_shape[:2])
    _words(figure, theme, hidden, links)
    want(figure, "mesh", "mesh", {"example": example, "split": "test"})
    lay_out(
        figure,
        xaxis=bare_axis(*_ENDS, constrain="domain"),
        yaxis=bare_axis(0, 1, scaleanchor="x", constrain="domain"),
    )
    return figure


def _links(figure: go.Figure, theme: Theme) -> None:
    signs = (("negative", theme.negative_ink, "5px,3px"), ("positive", theme.positive_ink, "solid"))
    for number, (name, colour, dash) in enumerate(signs):
        red, green, blue = channels(colour)
        line = {"color": f"rgba({red},{green},{blue},0.45)", "width": 1.1, "dash": dash}
        figure.add_trace(
            go.Scatter(x=[None], y=[None], mode="lines", hoverinfo="skip", line=line)
        )  # fmt: skip
        for axis in ("x", "y"):
            bind(figure, set_trace(f"mesh/{name}_{axis}", number, axis))


def _units(figure: go.Figure, theme: Theme, visible: int, hidden: int) -> None:
    at = places(visible, hidden)
    figure.add_trace(
        go.Scatter(
            x=at[:, 0], y=at[:, 1], mode="markers", hoverinfo="skip", cliponaxis=False,
            marker={
                "size": 5 if hidden else 10, "color": [0.0] * len(at), "cmin": 0, "cmax": 1,
                "colorscale": [[0.0, theme.page], [1.0, theme.text]],
                "line": {"color": theme.quiet, "width": 1},
            },
        )
    )  # fmt: skip
    bind(figure, set_trace("mesh/state", 2, "marker.color"))


def _pictures(figure: go.Figure, theme: Theme, side: tuple[int, ...]) -> None:
    high, wide = side
    cell = _PICTURE / high
    for number, (name, left) in enumerate((("before", _LEFT), ("after", _RIGHT)), 3):
        figure.add_trace(
            cells(
                free_cells(high, wide), shades(theme, lit=False), x0=left + cell / 2, dx=cell,
                y0=0.5 - _PICTURE / 2 + cell / 2, dy=cell,
            )
        )  # fmt: skip
        bind(
            figure,
            {"op": "atlas", "array": f"mesh/{name}", "trace": number, "prop": "z", "rows": high,
             "columns": wide, "at": [[0, 0]]},
        )  # fmt: skip


def _words(figure: go.Figure, theme: Theme, hidden: int, links: int) -> None:
    above = 0.5 + _PICTURE / 2 + 0.03
    named = [(_LEFT + _PICTURE / 2, above, "input"), (_RIGHT + _PICTURE / 2, above, "output")]
    if hidden:
        named += [(0.08, 1.0, "visible units"), (0.92, 1.0, "hidden units")]
    figure.add_trace(
        go.Scatter(
            x=[x for x, _, _ in named], y=[y for _, y, _ in named], mode="text", hoverinfo="skip",
            text=[text for _, _, text in named], textposition="top center", cliponaxis=False,
            textfont={"size": 12, "color": theme.quiet},
        )
    )  # fmt: skip
    signs = (
        "blue ones excite, orange ones inhibit" if hidden
        else "blue between units that agree, orange between units that differ"
    )  # fmt: skip
    figure.add_annotation(
        text=f"the {min(STRONGEST, links)} strongest of {links:,} links: {signs}",
        x=0.5, y=0, xref="paper", yref="paper", yanchor="top", yshift=-4, showarrow=False,
        font={"size": 11.5, "color": theme.quiet},
    )  # fmt: skip
