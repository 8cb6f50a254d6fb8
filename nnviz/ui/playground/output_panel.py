"""What the network says: surface, samples, forecast, next word; and how well it does."""

from contextlib import nullcontext
from typing import Any

import streamlit as st

from nnviz.core.run.head import score_name
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.figures.kit.theme import Theme
from nnviz.figures.output.curves import curves
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.live.cursor import cursor_view
from nnviz.ui.playground import words
from nnviz.ui.playground.output_views import VIEWS, views
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.visibility import shown

OUTPUT_HEIGHT = 292
CURVES_HEIGHT = 168


def panel(experiment: Experiment, dataset: Dataset, token: str | None) -> None:
    """Draw the column with the network's output and its learning curves."""
    if shown("output"):
        _output(experiment, dataset, token)
    if shown("curves"):
        _curves(dataset, token)


def picture(
    name: str, experiment: Experiment, dataset: Dataset, look: Theme, options: dict[str, Any]
) -> Drawn:
    """Return a view of the output, written out."""
    return drawn(
        lambda: VIEWS[name].figure(dataset, look, **{"height": OUTPUT_HEIGHT, **options}),
        name,
        experiment.data.fingerprint,
        look.name,
        *options.values(),
    )


def curves_picture(look: Theme, metric: str, *, log_scale: bool = False) -> Drawn:
    """Return the learning curves, written out."""
    return drawn(
        lambda: curves(look, log_scale=log_scale, metric=metric, height=CURVES_HEIGHT),
        "curves",
        look.name,
        log_scale,
        metric,
    )


def _output(experiment: Experiment, dataset: Dataset, token: str | None) -> None:
    names = views(dataset, experiment.network)
    name = best = names[0]
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with row:
        if len(names) > 1:
            name = st.segmented_control(
                words.OUTPUT,
                names,
                default=best,
                key="output_" + "_".join(names),
                format_func=words.VIEWS.__getitem__,
                label_visibility="collapsed",
                required=True,
            )
        else:
            st.markdown(f"**{words.VIEWS[best]}**")
    view = VIEWS[name]
    # What chooses a plane to move in needs a row of its own.
    with nullcontext() if view.moved else row:
        options = view.options(experiment, dataset)
    if isinstance(options, str):
        st.caption(options)
        return
    shown_by = cursor_view if view.moved else component.view
    shown_as = picture(name, experiment, dataset, theme(), options)
    shown_by(shown_as, token=token, key=f"output_{name}", grows=True)


def _curves(dataset: Dataset, token: str | None) -> None:
    metric = score_name(dataset.signature, dataset.target_unit)
    value = dataset.signature.task == "regression" and dataset.signature.one_answer
    component.status(
        token,
        key="metrics",
        fields=("loss", "test_loss", "accuracy", "test_accuracy", *(("test_r2",) if value else ())),
        metric=metric,
    )
    look, log_scale = theme(), bool(st.session_state.get("log_scale"))
    shown_as = curves_picture(look, metric, log_scale=log_scale)
    component.view(shown_as, token=token, key="curves", grows=True)
    st.toggle(words.LOG_SCALE.label, key="log_scale", help=words.LOG_SCALE.help)
