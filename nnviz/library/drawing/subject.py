"""Subject: the network that a figure is drawn of; and Drawing: one figure by its name."""

import inspect
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.shapes.shapes import NetworkShapes, layer_kind
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.figures.kit.theme import Theme


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is drawn of.

    Attributes:
        experiment: The experiment.
        dataset: Its data.
        shapes: Shapes of its layers, all of which fit.
        theme: Colours.
        steps_per_epoch: Optimizer steps in an epoch.
    """

    experiment: Experiment
    dataset: Dataset
    shapes: NetworkShapes
    theme: Theme
    steps_per_epoch: int

    @property
    def network(self) -> NetworkSpec:
        """The layers."""
        return self.experiment.network

    def shape(self, layer: str) -> Shape:
        """Return the output shape of a layer, or the shape in which the input is looked at."""
        if layer != INPUT:
            return self.shapes.of(layer).shape or (1,)
        signature = self.dataset.signature
        return (*signature.input_shape, 1) if signature.tokens else signature.input_shape

    def read_by(self, layer: str) -> Shape:
        """Return the shape of what a layer reads first."""
        source = self.network.sources_of(self.network.layer(layer))[0]
        return self.dataset.signature.input_shape if source == INPUT else self.shape(source)

    def unit_word(self, layer: str) -> str:
        """Return what one unit of a layer is called."""
        if layer == INPUT:
            return "feature"
        kind = layer_kind(self.network.layer(layer))
        return kind.unit_word if kind.units else "map" if len(self.shape(layer)) > 1 else "value"

    def chosen(
        self, asked: str, kinds: Container[str] | None = None, what: str = "layer"
    ) -> LayerSpec:
        """Return the layer that was asked for, or the first of these kinds.

        Args:
            asked: Its id; empty for the first one.
            kinds: Kinds among which it must be; None for any.
            what: What a layer of these kinds is called.

        Raises:
            NnvizError: There is none.
        """
        found = [one for one in self.network.layers if kinds is None or one.kind in kinds]
        if not found:
            raise NnvizError(f"a network with a {what}", "one without", "Draw another figure.")
        named = {one.id: one for one in found}
        if asked and asked not in named:
            raise NnvizError(f"a {what} among {', '.join(named)}", repr(asked[:60]))
        return named[asked] if asked else found[0]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One figure.

    Attributes:
        name: By which it is asked for.
        sentence: What it shows, in one plain sentence.
        draw: From a subject and options to the figure, without its numbers.
        options: Names of the options.
    """

    name: str
    sentence: str
    draw: Callable[..., go.Figure]
    options: tuple[str, ...]

    def of(self, subject: Subject, options: Mapping[str, object]) -> go.Figure:
        """Return the figure, as yet without numbers.

        Raises:
            NnvizError: There is no such option, or the figure does not fit this network.
        """
        if unknown := [name for name in options if name not in self.options]:
            known = ", ".join(self.options) or "none"
            raise NnvizError(f"options of the figure {self.name} among {known}", unknown[0])
        return self.draw(subject, **options)


def drawing(draw: Callable[..., go.Figure], name: str = "") -> Drawing:
    """Return the entry of a function whose first argument is a subject, by its own name."""
    return Drawing(name or draw.__name__, _sentence(draw), draw, _options(draw))


def of_data(figure: Callable[..., go.Figure]) -> Drawing:
    """Return the entry of a figure function that takes a dataset and a theme."""

    def draw(subject: Subject, **options: Any) -> go.Figure:  # noqa: ANN401 - the figure's own
        return figure(subject.dataset, subject.theme, **options)

    return Drawing(figure.__name__, _sentence(figure), draw, _options(figure))


def _sentence(function: Callable[..., go.Figure]) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0]


def _options(function: Callable[..., go.Figure]) -> tuple[str, ...]:
    parameters = inspect.signature(function).parameters.values()
    return tuple(one.name for one in parameters if one.kind is one.KEYWORD_ONLY)
