"""What a network says, and how well it does."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.experts import experts as mixture
from nnviz.core.run.head import score_name
from nnviz.core.spec.trees import tree_of
from nnviz.data.sets.text.parsing import parsed
from nnviz.figures.kit.theme import lay_out
from nnviz.figures.network import parse_tree as tree_figure
from nnviz.figures.output import completion as completion_figure
from nnviz.figures.output import curves as curves_figure
from nnviz.figures.output import experts as experts_figure
from nnviz.figures.output import next_word as next_word_figure
from nnviz.figures.output.answer import answer
from nnviz.figures.output.confusion import confusion
from nnviz.figures.output.errors import errors
from nnviz.figures.output.forecast import forecast
from nnviz.figures.output.predictions import predictions
from nnviz.figures.output.reconstruction import reconstruction
from nnviz.figures.output.samples import samples
from nnviz.figures.output.siamese import siamese
from nnviz.figures.output.surface import surface
from nnviz.graph.parse_tree import parse_tree_graph
from nnviz.library.drawing.subject import Drawing, Subject, drawing, of_data

_BEGINNINGS = {
    "next_word": "happy",
    "fill_gaps": "the small dogs _ in the garden because they are tired",
    "spell_numbers": "forty two thousand and seven",
}
"""What a network writes on from when nothing is said, by dataset."""
_BEGINNING = "the old cats that see the dog"


def curves(subject: Subject, *, log_scale: bool = False, height: int = 170) -> go.Figure:
    """Draw the loss and the score over epochs, for training (solid) and test (dotted) data."""
    metric = score_name(subject.dataset.signature, subject.dataset.target_unit)
    figure = curves_figure.curves(subject.theme, log_scale=log_scale, metric=metric, height=height)
    # Dragging to zoom is the app's.
    lay_out(figure, xaxis={"title": {"text": "epoch"}})
    return figure


def next_word(subject: Subject, *, text: str = "", height: int = 300) -> go.Figure:
    """Draw the most probable next words, or words for a gap `_`, as bars."""
    _needs_words(subject)
    return next_word_figure.next_word(
        subject.dataset, subject.theme, text=text or _beginning(subject), height=height
    )


def completion(subject: Subject, *, text: str = "", height: int = 292) -> go.Figure:
    """Draw what the network writes, token by token, each with how sure it was."""
    _needs_words(subject)
    return completion_figure.completion(
        subject.dataset, subject.theme, text=text or _beginning(subject), height=height
    )


def _needs_words(subject: Subject) -> None:
    if not subject.dataset.vocabulary:
        raise NnvizError("data with words", f"the dataset {subject.dataset.name}")


def _beginning(subject: Subject) -> str:
    return _BEGINNINGS.get(subject.dataset.name, _BEGINNING)


def experts(subject: Subject, *, height: int = 292) -> go.Figure:
    """Draw which expert answers where, and how much each is used."""
    found = mixture(subject.network)
    if found is None:
        raise NnvizError("a network with a mixture of experts", "one without")
    return experts_figure.experts(
        subject.dataset, subject.theme, names=found.experts, height=height
    )


def parse_tree(
    subject: Subject, *, text: str = "", example: int = 0, height: int = 292
) -> go.Figure:
    """Draw the tree of a sentence with the sentiment of every part."""
    dataset = subject.dataset
    if not dataset.signature.leaves:
        raise NnvizError("data with parse trees", f"the dataset {dataset.name}")
    at = min(example, len(dataset.x_test) - 1)
    tree = parsed(text) if text else tree_of(dataset.x_test[at], dataset.vocabulary)
    options: dict[str, str | int] = {"text": text, "split": "test", "example": at}
    return tree_figure.parse_tree(
        parse_tree_graph(tree), dataset, subject.theme, options=options, height=height
    )


DRAWINGS: tuple[Drawing, ...] = (
    *map(of_data, (confusion, samples, surface, predictions, forecast, answer)),
    drawing(curves),
    drawing(next_word),
    drawing(completion),
    drawing(experts),
    drawing(parse_tree),
    *map(of_data, (reconstruction, errors, siamese)),
)
