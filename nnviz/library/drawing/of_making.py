"""Networks that make pictures or points: codes, dreams, memories, adversaries."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.latent import latent
from nnviz.core.shapes.shapes import layer_values
from nnviz.core.spec.network import LayerSpec
from nnviz.figures.generative import couplings as couplings_figure
from nnviz.figures.generative import fantasies as fantasies_figure
from nnviz.figures.generative import generated as generated_figure
from nnviz.figures.generative import hidden_filters as filters_figure
from nnviz.figures.generative import latent_space as latent_figure
from nnviz.figures.generative import recall as recall_figure
from nnviz.figures.generative.adversaries import adversaries
from nnviz.figures.generative.bent_noise import bent_noise
from nnviz.figures.generative.latent_plane import Plane
from nnviz.library.drawing.subject import Drawing, Subject, drawing, of_data

_TILES = 9
"""Pictures along each axis that can still be told apart."""
_PLACES = 32
_HOPFIELD, _ENERGY = ("hopfield",), ("boltzmann",)
_MACHINE, _MEMORY = "Boltzmann layer", "Hopfield layer"


def latent_space(subject: Subject, *, across: int = 0, up: int = 1, height: int = 250) -> go.Figure:
    """Draw a point for each test example where its code lies."""
    plane = _plane(subject, across, up, _PLACES)
    return latent_figure.latent_space(subject.dataset, subject.theme, plane=plane, height=height)


def generated(subject: Subject, *, across: int = 0, up: int = 1, height: int = 250) -> go.Figure:
    """Draw the pictures that the network makes of the codes of a plane."""
    plane = _plane(subject, across, up, _TILES)
    return generated_figure.generated(subject.dataset, subject.theme, plane=plane, height=height)


def _plane(subject: Subject, across: int, up: int, most: int) -> Plane:
    """Return a plane of the network's codes, with at most so many places along each axis."""
    found = latent(subject.network, subject.shapes)
    if isinstance(found, str):
        raise NnvizError("a network with a narrow code", "another one", found)
    if found.width > 1 and (across == up or max(across, up) >= found.width):
        raise NnvizError(f"two different numbers below {found.width}", f"{across} and {up}")
    side = min(found.side, most)
    return Plane(found.width, across, up, side, found.points, bool(found.spread))


def hidden_filters(subject: Subject, *, height: int = 292) -> go.Figure:
    """Draw the weights of every hidden unit of a Boltzmann machine."""
    machine = subject.chosen("", _ENERGY, _MACHINE)
    return filters_figure.hidden_filters(
        subject.dataset, subject.theme, hidden=_units(machine), height=height
    )


def _units(machine: LayerSpec) -> int:
    units = layer_values(machine)["units"]
    return units if isinstance(units, int) else 1


def fantasies(subject: Subject, *, seed: int = 0, height: int = 292) -> go.Figure:
    """Draw chains of dreams of a Boltzmann machine, after more and more draws of all units."""
    subject.chosen("", _ENERGY, _MACHINE)
    return fantasies_figure.fantasies(subject.dataset, subject.theme, seed=seed, height=height)


def recall(
    subject: Subject, *, split: str = "test", example: int = 0, height: int = 292
) -> go.Figure:
    """Draw how a Hopfield network falls from a damaged picture into one that it has stored."""
    subject.chosen("", _HOPFIELD, _MEMORY)
    return recall_figure.recall(
        subject.dataset, subject.theme, split=split, example=example, height=height
    )


def couplings(subject: Subject, *, height: int = 292) -> go.Figure:
    """Draw the weight of every unit of a Hopfield network to every other."""
    subject.chosen("", _HOPFIELD, _MEMORY)
    return couplings_figure.couplings(subject.dataset, subject.theme, height=height)


DRAWINGS: tuple[Drawing, ...] = (
    drawing(latent_space),
    drawing(generated),
    drawing(hidden_filters),
    drawing(fantasies),
    drawing(recall),
    drawing(couplings),
    *map(of_data, (adversaries, bent_noise)),
)
