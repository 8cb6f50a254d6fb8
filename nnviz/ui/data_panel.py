"""The data: which set, its options, its input features and a look at it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import DataSpec, Experiment
from nnviz.core.params import ParamValue
from nnviz.data import DATASETS, default_spec, load
from nnviz.data.experiments import with_data
from nnviz.figures.data_preview import data_preview
from nnviz.figures.theme import Theme
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.ui.appearance import theme
from nnviz.ui.drawing import drawn
from nnviz.ui.fields import choice, field, parameter
from nnviz.ui.session import edit
from nnviz.ui.visibility import shown

PREVIEW_HEIGHT = 150


def panel(experiment: Experiment) -> None:
    """Draw the column that is about the data."""
    kind = DATASETS[experiment.data.name]
    if shown("data"):
        choice(
            "Data",
            {name: f"{kind.label} \u00b7 {kind.category}" for name, kind in DATASETS.items()},
            experiment.data.name,
            lambda now, new: with_data(now, default_spec(new, now.data.seed)),
            key="dataset",
            help=kind.sentence,
        )
    if shown("preview"):
        _preview(experiment)
    if shown("features") and kind.features:
        _features(experiment)
    if shown("options"):
        _options(experiment)


def _preview(experiment: Experiment) -> None:
    dataset, look = load(experiment.data), theme()
    component.view(picture(experiment.data, dataset, look), key="preview", height=PREVIEW_HEIGHT)
    rows, test = len(dataset.x_train), len(dataset.x_test)
    st.caption(f"{rows:,} examples to train on, {test:,} to test. {dataset.note}")


def picture(data: DataSpec, dataset: Dataset, look: Theme) -> Drawn:
    """Return the preview of the data, written out."""
    return drawn(lambda: data_preview(dataset, look), "preview", data.fingerprint, look.name)


def _options(experiment: Experiment) -> None:
    """Draw the options two by two, so that the column stays short."""
    spec = experiment.data
    params = DATASETS[spec.name].params
    places = [place for _ in range(len(params) // 2 + 1) for place in st.columns(2)]
    for param, place in zip(params, places, strict=False):
        value = spec.options.get(param.name, param.default)
        with place:
            parameter(param, value, _with_option, key=f"data_{spec.name}_{param.name}")
    with places[len(params)]:
        _train_share(spec)
    st.button(
        "Regenerate",
        key="regenerate",
        icon=":material/refresh:",
        on_click=_regenerate,
        help="Draw other data of the same kind; the network keeps what it has learned.",
    )


def _train_share(spec: DataSpec) -> None:
    field(
        st.slider,
        "To train on (%)",
        round(spec.train_share * 100),
        _on_data(lambda data, new: data.changed(train_share=new / 100)),
        key="train_share",
        min_value=10,
        max_value=90,
        step=10,
        help="Share of the examples that the network learns from; the rest tests it.",
    )


def _features(experiment: Experiment) -> None:
    labels = {item.name: item.label for item in DATASETS[experiment.data.name].features}
    field(
        st.pills,
        "Input features",
        list(experiment.data.features),
        _on_data(lambda data, new: data.changed(features=tuple(n for n in labels if n in new))),
        key="features",
        options=list(labels),
        format_func=labels.__getitem__,
        selection_mode="multi",
        wrap=True,
        help="What the network is told about each point.",
    )


def _with_option(now: Experiment, name: str, value: ParamValue) -> Experiment:
    options = {**now.data.options, name: value}
    return with_data(now, now.data.changed(options=options))


def _on_data(
    change: Callable[[DataSpec, Any], DataSpec],
) -> Callable[[Experiment, Any], Experiment]:
    return lambda now, new: with_data(now, change(now.data, new))


def _regenerate() -> None:
    edit(lambda now: now.changed(data=now.data.changed(seed=(now.data.seed + 1) % 2**31)))
