"""The data: which set, its options, its input features and a look at it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import DataSpec, Experiment
from nnviz.core.spec.params import ParamValue
from nnviz.data import DATASETS, default_spec, kind_of, load
from nnviz.data.experiments import with_data
from nnviz.data.sets.pictures import patterns
from nnviz.data.uploads.kinds import OWN
from nnviz.figures.data.data_preview import data_preview
from nnviz.figures.kit.theme import Theme
from nnviz.live import component
from nnviz.live.component import Drawn
from nnviz.ui.custom_data import custom_data_panel
from nnviz.ui.playground import pattern_panel, words
from nnviz.ui.state.appearance import theme
from nnviz.ui.state.drawing import drawn
from nnviz.ui.state.fields import choice, field, parameter
from nnviz.ui.state.session import edit
from nnviz.ui.state.visibility import shown
from nnviz.ui.widgets.plain_text import plain

PREVIEW_HEIGHT = 150


def panel(experiment: Experiment) -> None:
    """Draw the column that is about the data."""
    kind = kind_of(experiment.data.name)
    if shown("data"):
        labels = {name: f"{each.label} \u00b7 {each.category}" for name, each in DATASETS.items()}
        if kind.name in OWN:
            labels = {kind.name: custom_data_panel.label_of(experiment.data), **labels}
        choice(
            words.DATA,
            labels,
            experiment.data.name,
            _with_dataset,
            key="dataset",
            help=kind.sentence,
        )
    if shown("preview"):
        _preview(experiment)
    if shown("features") and kind.features:
        _features(experiment)
    if shown("options"):
        _options(experiment)
    with st.container(horizontal=True, gap="small"):
        if shown("options"):
            _regenerate_button(experiment.data)
        if shown("data"):
            custom_data_panel.button(experiment)
        if shown("options") and kind.name == patterns.NAME:
            pattern_panel.popover(experiment)


def _with_dataset(now: Experiment, name: str) -> Experiment:
    """Change to a dataset of the catalogue; the visitor's data stay as they are."""
    return now if name in OWN else with_data(now, default_spec(name, now.data.seed))


def _preview(experiment: Experiment) -> None:
    dataset, look = load(experiment.data), theme()
    component.view(picture(experiment.data, dataset, look), key="preview", height=PREVIEW_HEIGHT)
    rows, test = len(dataset.x_train), len(dataset.x_test)
    note = plain(dataset.note) if experiment.data.name in OWN else dataset.note
    st.caption(words.splits(rows, test, note))


def picture(data: DataSpec, dataset: Dataset, look: Theme) -> Drawn:
    """Return the preview of the data, written out."""
    return drawn(lambda: data_preview(dataset, look), "preview", data.fingerprint, look.name)


def _options(experiment: Experiment) -> None:
    """Draw the options two by two, so that the column stays short."""
    spec = experiment.data
    params = () if spec.name in OWN else DATASETS[spec.name].params
    places = [place for _ in range(len(params) // 2 + 1) for place in st.columns(2)]
    for param, place in zip(params, places, strict=False):
        value = spec.options.get(param.name, param.default)
        with place:
            parameter(param, value, _with_option, key=f"data_{spec.name}_{param.name}")
    with places[len(params)]:
        _train_share(spec)


def _regenerate_button(spec: DataSpec) -> None:
    text = words.SPLIT_AGAIN if spec.name in OWN else words.REGENERATE
    st.button(
        text.label,
        key="regenerate",
        icon=":material/refresh:",
        on_click=_regenerate,
        help=text.help,
    )


def _train_share(spec: DataSpec) -> None:
    field(
        st.slider,
        words.TRAINING_DATA.label,
        round(spec.train_share * 100),
        _on_data(lambda data, new: data.changed(train_share=new / 100)),
        key="train_share",
        min_value=10,
        max_value=90,
        step=10,
        help=words.TRAINING_DATA.help,
    )


def _features(experiment: Experiment) -> None:
    labels = {item.name: item.label for item in DATASETS[experiment.data.name].features}
    field(
        st.pills,
        words.INPUT_FEATURES.label,
        list(experiment.data.features),
        _on_data(lambda data, new: data.changed(features=tuple(n for n in labels if n in new))),
        key="features",
        options=list(labels),
        format_func=labels.__getitem__,
        selection_mode="multi",
        wrap=True,
        help=words.INPUT_FEATURES.help,
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
