"""The input of the network: any training or test example, or one that the visitor makes."""

import streamlit as st

from nnviz.core.spec.dataset import Dataset
from nnviz.figures.activations.units import ShownLayer, units
from nnviz.figures.data.example import example as example_figure
from nnviz.figures.data.gallery import gallery
from nnviz.figures.kit.bindings import want
from nnviz.figures.kit.pictures import sentence
from nnviz.figures.kit.theme import Theme
from nnviz.figures.output.answer import answer
from nnviz.live import component
from nnviz.live.component import Figure
from nnviz.ui.inspect import words
from nnviz.ui.inspect.custom_example import own_panel
from nnviz.ui.inspect.example_choice import (
    NUMBERS,
    SPLIT,
    Ranking,
    choose_example,
    rank_again,
    ranking,
)
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import kept
from nnviz.ui.state.drawing import drawn

_GALLERY = 12
_PICTURE_AXES = 3
_MADE = 116
"""Height in pixels of an image that the network outputs."""


def panel(seen: Inspected, *, ahead: str = "") -> None:
    """Draw the column that chooses the example and shows what the network answers.

    Args:
        seen: What the page looks at.
        ahead: Page whose views the run gets ready for meanwhile, as the `preparation` probe
            names them; none when empty.
    """
    split = kept(
        st.segmented_control,
        words.EXAMPLE_SPLIT.label,
        "test",
        key=SPLIT,
        options=words.EXAMPLE_SPLITS,
        format_func=words.EXAMPLE_SPLITS.__getitem__,
        required=True,
        label_visibility="collapsed",
        help=words.EXAMPLE_SPLIT.help,
    )
    if split == "own":
        own_panel(seen)
    else:
        _given(seen, split)
    _answer(seen, ahead)


def _given(seen: Inspected, split: str) -> None:
    """Choose among the examples of the data."""
    dataset = seen.dataset
    signature = dataset.signature
    classes = bool(dataset.known_names)
    ranked = signature.one_answer and signature.task != "regression"
    orders = words.ORDERS if ranked else {k: words.ORDERS[k] for k in ("order", "hardest")}
    left, right = st.columns(2)
    with left:
        order = kept(
            st.selectbox, words.ORDER.label, "order", key="example_order", options=orders,
            format_func=orders.__getitem__, help=words.ORDER.help,
        )  # fmt: skip
    names = {-1: words.ALL_CLASSES, **dict(enumerate(dataset.known_names))}
    with right:
        label = kept(
            st.selectbox, words.CLASS.label, -1, key="example_label", options=names,
            format_func=names.__getitem__, disabled=not classes,
            help=words.CLASS.help,
        )  # fmt: skip
    found = ranking(dataset, seen.token, split, order, label)
    if not found.numbers:
        st.caption(found.note)
    else:
        _browse(seen, split, found)
    if order != "order":
        st.button(
            words.RANK_AGAIN.label, key="rank_again", icon=":material/refresh:",
            on_click=rank_again, help=words.RANK_AGAIN.help,
        )  # fmt: skip


def _browse(seen: Inspected, split: str, found: Ranking) -> None:
    """Show twelve examples at a time; a click chooses one."""
    pages = -(-len(found.numbers) // _GALLERY)
    number = seen.example.number
    first = found.numbers.index(number) // _GALLERY if number in found.numbers else 0
    page = 1
    if pages > 1:
        page = kept(
            st.slider, words.matching(found.total), first + 1, key="example_page",
            min_value=1, max_value=pages, format=words.page_of(pages),
            help=words.BROWSE_HELP,
        )  # fmt: skip
    shown = found.numbers[(page - 1) * _GALLERY : page * _GALLERY]
    if seen.dataset.signature.view in ("image", "series"):
        _pictures(seen, split, shown)
        return
    kept(
        st.selectbox, words.EXAMPLE.label, shown[0], key=NUMBERS[split], options=shown,
        format_func=lambda number: _line(seen.dataset, split, number),
        help=words.EXAMPLE.help,
    )  # fmt: skip


def _pictures(seen: Inspected, split: str, shown: tuple[int, ...]) -> None:
    marked = seen.example.number if seen.example.split == split else -1
    look = theme()
    picture = drawn(
        lambda: gallery(seen.dataset, look, split=split, numbers=shown, marked=marked),
        "gallery", seen.experiment.data.fingerprint, look.name, split, shown, marked,
    )  # fmt: skip
    clicked = component.view(picture, key="example_gallery")
    if clicked and clicked.get("kind") == "example":
        choose_example(split, int(clicked["number"]))
        st.rerun()


def _line(dataset: Dataset, split: str, number: int) -> str:
    """Write an example as one line: its number and what it is."""
    known = dataset.known(split)
    if known is None:
        if not dataset.vocabulary:
            return words.nth_example(number + 1)
        inputs = dataset.inputs(split)
        return f"{number + 1}: {sentence(dataset, inputs[number], 40)}"
    if not dataset.known_names:
        shown = float(known[number]) * dataset.target_scale + dataset.target_mean
        return f"{number + 1}: {shown:.3g} {dataset.target_unit}".rstrip()
    name = dataset.known_names[int(known[number])]
    if not dataset.vocabulary:
        return f"{number + 1}: {name}"
    inputs = dataset.inputs(split)
    return f"{number + 1}: {sentence(dataset, inputs[number], 34)} ({name})"


def _answer(seen: Inspected, ahead: str) -> None:
    """Show the chosen example large and, live, what the network answers."""
    look, one = theme(), seen.example
    key = (seen.experiment.data.fingerprint, look.name, one)
    if one.split != "own":
        shown = drawn(
            lambda: example_figure(seen.dataset, look, split=one.split, number=one.number),
            "example", *key,
        )  # fmt: skip
        component.view(shown, key="example_large")
    made = None
    if not seen.dataset.signature.one_answer:
        last = seen.experiment.network.layers[-1].id
        made = ShownLayer(last, seen.shapes.of(last).shape or (), word="answer")
        if len(made.shape) != _PICTURE_AXES:
            return
        st.caption(words.NETWORK_OUTPUT)
    said = drawn(lambda: _said(seen, look, ahead, made), "answer", *key, ahead, made)
    component.view(said, token=seen.token, key="example_answer")


def _said(seen: Inspected, look: Theme, ahead: str, made: ShownLayer | None) -> Figure:
    """Return what the network answers; the figure also asks for what the page will need.

    Args:
        seen: What the page looks at.
        look: Colours.
        ahead: Page whose views are to be made ready.
        made: The last layer, where what it gives is a picture.
    """
    one = seen.example
    if made is None:
        figure = answer(seen.dataset, look, split=one.split, example=one.number)
    else:
        figure = units(look, made, split=one.split, example=one.number, height=_MADE)
    if ahead:
        want(figure, "ahead", "preparation", {"page": ahead})
    return figure
