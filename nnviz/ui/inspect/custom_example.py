"""The visitor's example: drawn, photographed or typed; the run gets it while it is made."""

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from nnviz.core.errors import NnvizError
from nnviz.core.run.run import Give
from nnviz.core.spec.dataset import Dataset
from nnviz.data.custom.custom_examples import (
    chosen_point,
    drawn_picture,
    drawn_series,
    photographed_picture,
    series_range,
    typed_row,
    typed_text,
)
from nnviz.engine import get_engine
from nnviz.figures.activations.units import ShownLayer, units
from nnviz.figures.data.as_read import as_read
from nnviz.figures.kit.colour import coloured
from nnviz.live import component
from nnviz.live.canvas import picture_pad, series_pad, text_pad
from nnviz.ui.inspect import words
from nnviz.ui.inspect.inspect_header import Inspected
from nnviz.ui.state import running
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.choices import choose, chosen, kept
from nnviz.ui.state.drawing import drawn
from nnviz.ui.widgets.plain_text import plain

_GIVEN, _STARTS = "own_given", "own_starts"
_COLUMNS = 16


@st.fragment
def own_panel(seen: Inspected) -> None:
    """Draw what makes an example for these data; only this part reruns while one is made."""
    view = seen.dataset.signature.view
    makers = {
        "image": _image, "tokens": _text, "series": _series, "plane": _point, "table": _row,
    }  # fmt: skip
    try:
        made = makers[view](seen)
    except NnvizError as error:
        st.error(plain(str(error)))
        return
    if made is not None:
        give(seen.token, made)


def give(token: str, values: NDArray[Any]) -> bool:
    """Send the example to the run, unless it has it already.

    Returns:
        Whether it is another one than the last.
    """
    held = get_engine().given(token)
    if held is not None and np.array_equal(held.values, values):
        return False
    running.send(Give(values))
    last, now = chosen(_GIVEN), values.tobytes()
    choose(_GIVEN, now)
    return last != now


def own_values(seen: Inspected) -> NDArray[Any] | None:
    """Return the visitor's example that the run has; None before there is one."""
    held = get_engine().given(seen.token)
    return None if held is None else held.values


def _image(seen: Inspected) -> NDArray[np.float32] | None:
    way = kept(
        st.segmented_control, words.WAY.label, "draw", key="own_way", options=words.WAYS,
        format_func=words.WAYS.__getitem__, required=True, label_visibility="collapsed",
        help=words.WAY.help,
    )  # fmt: skip
    rows, columns, _ = seen.dataset.signature.input_shape
    if way == "draw":
        left, right = st.columns([1.75, 1], gap="small")
        with left:
            ink = picture_pad(rows, columns, key=f"pad_{rows}_{columns}")
        with right:
            _as_read(seen)
        st.caption(_drawing_words(seen.dataset.name))
        if ink is None and own_values(seen) is not None:
            return None
        blank = np.zeros((rows, columns), np.uint8)
        return drawn_picture(blank if ink is None else ink, seen.dataset)
    if way == "file":
        file = st.file_uploader(
            words.IMAGE_FILE.label, type=["png", "jpg", "jpeg", "webp", "gif", "bmp"],
            key="own_file", help=words.IMAGE_FILE.help,
        )  # fmt: skip
    else:
        file = st.camera_input(
            words.CAMERA.label, key="own_camera", help=words.CAMERA.help,
        )  # fmt: skip
    _as_read(seen)
    return None if file is None else photographed_picture(file.getvalue(), seen.dataset)


def _as_read(seen: Inspected) -> None:
    """Show the visitor's picture as the network reads it."""
    look = theme()
    shape = seen.dataset.signature.input_shape
    if coloured(shape):
        read = drawn(lambda: as_read(look, shape), "as read", shape, look.name)
    else:
        layer = ShownLayer("input", shape, word="channel")
        read = drawn(
            lambda: units(look, layer, split="own", height=100), "as read", layer, look.name
        )
    component.view(read, token=seen.token, key="example_read")


def _drawing_words(name: str) -> str:
    if name == "digits":
        return words.DRAW_A_DIGIT
    return words.DRAW_AN_OUTLINE if name == "shapes" else words.DRAW_AN_IMAGE


def _text(seen: Inspected) -> NDArray[np.int32] | None:
    tokens = seen.dataset.x_test[0][: seen.dataset.signature.leaves or None]
    start = " ".join(seen.dataset.vocabulary[int(t)] for t in tokens if int(t))
    text = text_pad(start, key=f"text_{seen.dataset.name}")
    tokens, unknown = typed_text(start if text is None else text, seen.dataset)
    if unknown:
        st.caption(plain(words.unknown_words(", ".join(unknown[:8]))))
    else:
        st.caption(words.TYPE)
    return tokens


def _series(seen: Inspected) -> NDArray[np.float32]:
    """Let the values over time be drawn; of several, the others stay as they are."""
    dataset, (steps, lines) = seen.dataset, seen.dataset.signature.input_shape
    made = _courses(seen)
    line = _line_box(dataset, lines) if lines > 1 else 0
    low, high = series_range(dataset, line)
    start = (np.asarray(made[:, line], np.float64) - low) / ((high - low) or 1.0)
    # The pad begins again when it is given another start, so it keeps its first one.
    known = chosen(_STARTS, {})
    place = f"course_{seen.experiment.data.fingerprint}_{line}"
    if place not in known:
        choose(_STARTS, known := {**known, place: start})
    heights = series_pad(known[place], key=place)
    if heights is not None:
        made[:, line] = drawn_series(heights, dataset, line)
    st.caption(words.draw_series(steps, low, high))
    return made


def _courses(seen: Inspected) -> NDArray[np.float32]:
    """Return what the visitor has made so far, `(time, values)`; at first a test example."""
    made = own_values(seen)
    return np.array(seen.dataset.x_test[0] if made is None else made, np.float32)


def _line_box(dataset: Dataset, lines: int) -> int:
    """Draw a box over the values of a step, and return the number of the chosen one."""
    names = dataset.feature_names if len(dataset.feature_names) == lines else ()
    return kept(
        st.selectbox, words.SERIES_LINE.label, 0, key=f"own_line_{dataset.name}",
        options=range(lines), help=words.SERIES_LINE.help,
        format_func=lambda one: names[one] if names else words.nth_value(one + 1),
    )  # fmt: skip


def _point(seen: Inspected) -> NDArray[np.float32]:
    extent = float(seen.dataset.plane_extent)
    places = [
        st.slider(
            label,
            -extent,
            extent,
            0.0,
            0.1,
            key=f"own_{label}",
            help=words.POINT_HELP,
        )
        for label in ("X\u2081", "X\u2082")
    ]
    return chosen_point(places[0], places[1], seen.experiment.data.features)


def _which(seen: Inspected) -> str:
    """Return what tells these data from others, of which some may have the same name."""
    data = seen.experiment.data
    return f"{data.name}_{str(data.options.get('file', ''))[:12]}"


def _row(seen: Inspected) -> NDArray[np.float32]:
    """Let every column be typed, the first ones in two columns of fields."""
    dataset = seen.dataset
    (count,) = dataset.signature.input_shape
    scale = np.broadcast_to(dataset.feature_scale, (count,))
    means = dataset.feature_mean if len(dataset.feature_mean) == count else np.zeros(count)
    values = [float(mean) for mean in means]
    places = st.columns(2)
    for number in range(min(count, _COLUMNS)):
        name = dataset.feature_names[number] if dataset.feature_names else f"{number + 1}"
        with places[number % 2]:
            values[number] = st.number_input(
                name, value=round(values[number], 3), step=float(scale[number]) / 4,
                format="%.3g", key=f"own_{_which(seen)}_{number}_{name}",
                help=words.COLUMN_HELP,
            )  # fmt: skip
    if count > _COLUMNS:
        st.caption(words.other_columns(count - _COLUMNS))
    return typed_row(values, dataset)
