"""What a Boltzmann machine dreams: noise that becomes a picture, draw by draw."""

import plotly.graph_objects as go

from nnviz.core.families.energy import CHAINS, STAGES
from nnviz.core.spec.dataset import Dataset
from nnviz.figures.kit.bindings import bind, want
from nnviz.figures.kit.pictures import cells, free_cells, grey, shades
from nnviz.figures.kit.theme import Theme, bare_axis, blank, lay_out

_GAP = 1
_TOP, _BOTTOM = 20, 40
_NAMES = ("training", "test", "noise", "dreams")


def fantasies(dataset: Dataset, theme: Theme, *, seed: int = 0, height: int = 292) -> go.Figure:
    """Draw chains of dreams, a row each, after more and more draws of all units.

    Trace 0 are all pictures, trace 1 how many draws there were.

    Args:
        dataset: Grey pictures.
        theme: Colours.
        seed: Draws the noise and all units.
        height: Pixels.

    Raises:
        NnvizError: The data are no grey pictures.
    """
    signature = grey(dataset)
    alt = (
        f"{CHAINS} dreams, one a row: noise on the left, then the sample after "
        f"{', '.join(str(stage) for stage in STAGES[1:])} draws. Below, the free energy of "
        "training images, test images, noise and dreams: the lower, the more probable."
    )
    figure = blank(theme, height=height, alt=alt, margins=(2, 2, _TOP, _BOTTOM))
    _pictures(figure, theme, signature.input_shape[:2])
    _energies(figure, theme)
    want(figure, "fantasies", "fantasies", {"seed": seed})
    return figure


def _pictures(figure: go.Figure, theme: Theme, side: tuple[int, ...]) -> None:
    """Lay the dreams out, a chain in each row, under how many draws there were."""
    high, wide = side[0], side[1]
    rows, columns = CHAINS * (high + _GAP) - _GAP, len(STAGES) * (wide + _GAP) - _GAP
    places = [
        [rows - high - chain * (high + _GAP), stage * (wide + _GAP)]
        for chain in range(CHAINS)
        for stage in range(len(STAGES))
    ]
    figure.add_trace(cells(free_cells(rows, columns), shades(theme, lit=False)))
    figure.add_trace(
        go.Scatter(
            x=[stage * (wide + _GAP) + wide / 2 for stage in range(len(STAGES))],
            y=[rows] * len(STAGES), mode="text", hoverinfo="skip", cliponaxis=False,
            text=["noise", *(str(stage) for stage in STAGES[1:])], textposition="top center",
            textfont={"size": 11.5, "color": theme.quiet},
        )
    )  # fmt: skip
    bind(
        figure,
        {"op": "atlas", "array": "fantasies/values", "trace": 0, "prop": "z", "rows": rows,
         "columns": columns, "at": places},
    )  # fmt: skip
    lay_out(
        figure,
        xaxis=bare_axis(0, columns, constrain="domain"),
        yaxis=bare_axis(0, rows, scaleanchor="x", constrain="domain"),
    )


def _energies(figure: go.Figure, theme: Theme) -> None:
    """Write the mean free energy of each kind of picture below, live."""
    beside = len(_NAMES) + 1
    for number, name in enumerate(_NAMES):
        figure.add_annotation(
            text="\u00a0", x=(number + 1.5) / beside, y=0, xref="paper", yref="paper",
            yanchor="top", yshift=-2, xanchor="center", showarrow=False,
            font={"size": 11.5, "color": theme.text},
        )  # fmt: skip
        bind(
            figure,
            {"op": "labels", "array": "fantasies/energy", "index": number, "digits": 1,
             "layout": f"annotations[{number}].text", "prefix": f"{name}<br>"},
        )  # fmt: skip
    figure.add_annotation(
        text="free<br>energy", x=0.5 / beside, y=0, xref="paper", yref="paper", yanchor="top",
        yshift=-2, xanchor="center", showarrow=False, font={"size": 11.5, "color": theme.quiet},
    )  # fmt: skip
