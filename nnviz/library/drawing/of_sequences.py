"""Recurrent layers over time, and who looks at whom in attention layers."""

import plotly.graph_objects as go

from nnviz.core.errors import NnvizError
from nnviz.core.families.attention import ATTENTION_KINDS, Scoring, scoring
from nnviz.core.families.gates import GATES
from nnviz.core.families.unrolling import unrolling
from nnviz.core.spec.kinds import Shape
from nnviz.core.spec.network import INPUT, LayerSpec
from nnviz.figures.attention import attention as attention_figure
from nnviz.figures.attention import attention_arcs as arcs_figure
from nnviz.figures.attention import attention_row as row_figure
from nnviz.figures.network import unrolled as unrolled_figure
from nnviz.figures.recurrence import gates as gates_figure
from nnviz.figures.recurrence import similar_spans as spans_figure
from nnviz.figures.recurrence import through_time as time_figure
from nnviz.figures.recurrence import unit_step as step_figure
from nnviz.graph.unrolled import unrolled_graph
from nnviz.library.drawing.subject import Drawing, Subject, drawing

_MOST_TOKENS, _MOST_HEADS = 24, 8
"""As the `attention` probe shows at most."""
_PADDING = "\u2013"


def _recurrent(subject: Subject, layer: str) -> tuple[LayerSpec, Shape]:
    """Return a recurrent layer, and the shape `(time, features)` that it reads."""
    found = subject.chosen(layer, GATES, "recurrent layer")
    return found, subject.shapes.of(found.id).input_shape or (1, 1)


def unrolled(
    subject: Subject, *, layer: str = "", step: int = -1, split: str = "test", example: int = 0
) -> go.Figure:
    """Draw the network once for each step, with the units of every state as squares."""
    found, (length, *_) = _recurrent(subject, layer)
    focus = step % length
    rows = unrolling(subject.network, subject.dataset.signature, focus, found.id)
    if rows is None:
        raise NnvizError("a network with a recurrent layer", "one without")
    options = {"layer": found.id, "focus": focus, "split": split, "example": example}
    return unrolled_figure.unrolled(
        unrolled_graph(rows), subject.network, subject.theme, options=options,
        words=_tokens(subject, length, split, example),
    )  # fmt: skip


def gates(
    subject: Subject,
    *,
    layer: str = "",
    unit: int = 0,
    form: str = "map",
    direction: str = "forward",
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw the states and gates of a recurrent layer over time, as a `map` or as `lines`."""
    found, (length, *_) = _recurrent(subject, layer)
    return gates_figure.gates(
        found, subject.theme, length=length, unit=unit, form=form,
        options={"direction": direction, "split": split, "example": example},
    )  # fmt: skip


def unit_step(
    subject: Subject,
    *,
    layer: str = "",
    unit: int = 0,
    step: int = -1,
    gate: int = 0,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw what one recurrent unit adds up at one step, number by number."""
    found, (length, features) = _recurrent(subject, layer)
    given = subject.dataset.feature_names
    reads_input = subject.network.sources_of(found)[0] == INPUT
    names = tuple(f"input {number + 1}" for number in range(features))
    return step_figure.unit_step(
        found, subject.theme, unit=unit, step=step % length, gate=gate,
        inputs=given if reads_input and len(given) == features else names,
        options={"direction": "forward", "split": split, "example": example},
    )  # fmt: skip


def through_time(
    subject: Subject,
    *,
    layer: str = "",
    output: int = -1,
    split: str = "test",
    example: int = 0,
    height: int = 214,
) -> go.Figure:
    """Draw how much an output depends on each step; -1 is the predicted class."""
    found, (length, *_) = _recurrent(subject, layer)
    dataset = subject.dataset
    names = dataset.class_names if dataset.signature.outputs > 1 else ()
    return time_figure.through_time(
        subject.theme, length=length, layer=found.id, height=height,
        outputs=names or (dataset.target_name.lower() or "value",),
        options={"output": output, "split": split, "example": example},
    )  # fmt: skip


def similar_spans(
    subject: Subject,
    *,
    layer: str = "",
    span: tuple[int, int] = (0, 2),
    threshold: float = 0.3,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw other sequences in which the units that are active over a span are active too."""
    found, (length, *_) = _recurrent(subject, layer)
    first, last = (min(step, length - 1) for step in span)
    return spans_figure.similar_spans(
        subject.theme, length=length, span=(first, last),
        options={"layer": found.id, "threshold": threshold, "split": split, "example": example},
    )  # fmt: skip


def _attention(subject: Subject, layer: str) -> tuple[LayerSpec, Scoring, tuple[str, ...]]:
    """Return an attention layer, how it looks, and what it reads first and last."""
    found = subject.chosen(layer, ATTENTION_KINDS, "attention layer")
    sources = subject.network.sources_of(found)
    return found, scoring(found, _given(subject, sources[0])), (sources[0], sources[-1])


def _given(subject: Subject, source: str) -> Shape:
    return subject.dataset.signature.input_shape if source == INPUT else subject.shape(source)


def _places(subject: Subject, source: str, split: str, example: int) -> tuple[str, ...]:
    """Return what the places of a sequence are called: their words, where they are known."""
    places = _given(subject, source)[0]
    if words := _tokens(subject, places, split, example):
        return words[:_MOST_TOKENS]
    what = "patch" if subject.dataset.signature.view == "image" else "step"
    return tuple(f"{what} {place + 1}" for place in range(min(places, _MOST_TOKENS)))


def _tokens(subject: Subject, length: int, split: str, example: int) -> tuple[str, ...]:
    """Return the words at so many places of an example; empty where they are not known."""
    dataset, signature = subject.dataset, subject.dataset.signature
    if not dataset.vocabulary:
        return ()
    rows = dataset.inputs(split)
    tokens = rows[min(example, len(rows) - 1)].ravel()[: signature.leaves or None]
    if signature.writing == "answer":
        # Where an answer is written, its tokens stand behind those of the question.
        question = len(tokens) - signature.places[0]
        tokens = tokens[:question] if length == question else tokens[-length:]
    words = tuple(dataset.vocabulary[int(one)] if int(one) else _PADDING for one in tokens)
    return words if len(words) == length else ()


def attention(
    subject: Subject, *, layer: str = "", split: str = "test", example: int = 0
) -> go.Figure:
    """Draw who looks at whom, one matrix a head."""
    found, how, (asking, answering) = _attention(subject, layer)
    return attention_figure.attention(
        subject.theme, layer=found.id, words=_places(subject, asking, split, example),
        looked_at=len(_places(subject, answering, split, example)),
        heads=min(how.heads, _MOST_HEADS), options={"split": split, "example": example},
    )  # fmt: skip


def attention_arcs(
    subject: Subject,
    *,
    layer: str = "",
    head: int = 0,
    split: str = "test",
    example: int = 0,
    height: int = 190,
) -> go.Figure:
    """Draw the attention of one head as arcs from each token to those it looks at."""
    found, how, (asking, answering) = _attention(subject, layer)
    words = _places(subject, asking, split, example)
    if len(words) != len(_places(subject, answering, split, example)):
        raise NnvizError("a sequence that looks at itself", "one that looks at another one")
    return arcs_figure.attention_arcs(
        subject.theme, layer=found.id, words=words, chosen=(min(head, how.heads - 1), 0),
        options={"split": split, "example": example}, height=height,
    )  # fmt: skip


def attention_row(
    subject: Subject,
    *,
    layer: str = "",
    head: int = 0,
    token: int = 0,
    split: str = "test",
    example: int = 0,
) -> go.Figure:
    """Draw how one token comes to look at the others: query, keys, softmax and values."""
    found, how, (asking, answering) = _attention(subject, layer)
    asks = _places(subject, asking, split, example)
    at = min(token, len(asks) - 1)
    return row_figure.attention_row(
        subject.theme, layer=found.id, name=asks[at],
        words=_places(subject, answering, split, example), size=how.size,
        chosen=(min(head, how.heads - 1), at), options={"split": split, "example": example},
    )  # fmt: skip


DRAWINGS: tuple[Drawing, ...] = tuple(
    map(
        drawing,
        (
            unrolled,
            gates,
            unit_step,
            through_time,
            similar_spans,
            attention,
            attention_arcs,
            attention_row,
        ),
    )
)
