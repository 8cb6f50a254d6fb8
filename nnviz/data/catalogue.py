"""The dataset catalogue, and how a DataSpec is checked and turned into data."""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from nnviz.core.errors import SpecError
from nnviz.core.spec.dataset import Dataset, DataSignature
from nnviz.core.spec.experiment import DataSpec
from nnviz.core.spec.identity import Itself
from nnviz.core.spec.params import ParamValue, complete
from nnviz.data.sets.features import check_features
from nnviz.data.sets.kind import DatasetKind
from nnviz.data.sets.pictures.digit_pairs import DIGIT_PAIRS
from nnviz.data.sets.pictures.digits import DIGITS
from nnviz.data.sets.pictures.masks import FIND_CIRCLES
from nnviz.data.sets.pictures.patterns import PATTERNS
from nnviz.data.sets.pictures.reconstruction import DIGITS_AGAIN
from nnviz.data.sets.pictures.shapes import SHAPES
from nnviz.data.sets.pictures.some_digits import SOME_DIGITS
from nnviz.data.sets.pictures.some_shapes import SOME_SHAPES
from nnviz.data.sets.plane.clouds import CLOUDS
from nnviz.data.sets.plane.distributions import DISTRIBUTIONS
from nnviz.data.sets.plane.playground import PLAYGROUND
from nnviz.data.sets.plane.sectors import SECTORS_SET
from nnviz.data.sets.sequences.forecast import WAVE
from nnviz.data.sets.sequences.symbols import PARITY, RECALL
from nnviz.data.sets.tables.tables import TABLES
from nnviz.data.sets.tables.transactions import TRANSACTIONS
from nnviz.data.sets.text.parsed_sentiment import PARSED_SENTIMENT
from nnviz.data.sets.text.texts import TEXTS
from nnviz.data.sets.text.writing import WRITING
from nnviz.data.uploads.kinds import OWN
from nnviz.data.uploads.kinds import dataset as own_dataset

_KEPT = 128
"""Specs that need not be checked again: those that are looked at just now."""

DATASETS: Mapping[str, DatasetKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *PLAYGROUND,
            *CLOUDS,
            SECTORS_SET,
            DISTRIBUTIONS,
            DIGITS,
            SHAPES,
            SOME_DIGITS,
            SOME_SHAPES,
            DIGIT_PAIRS,
            DIGITS_AGAIN,
            FIND_CIRCLES,
            PATTERNS,
            *TABLES,
            TRANSACTIONS,
            WAVE,
            RECALL,
            PARITY,
            *TEXTS,
            *WRITING,
            PARSED_SENTIMENT,
        )
    }
)
"""Every dataset by name, in the order in which pages list them; `OWN` are those of a visitor."""


def default_spec(name: str, seed: int = 0) -> DataSpec:
    """Return the spec of a dataset as it is first shown.

    Raises:
        SpecError: There is no such dataset.
    """
    kind = kind_of(name)
    return check(
        DataSpec(
            name=name,
            features=kind.default_features,
            train_share=kind.default_train_share,
            seed=seed,
        )
    )


def check(spec: DataSpec) -> DataSpec:
    """Return the spec with every option filled in, or raise; itself when nothing is missing.

    The same object is looked at once: everything on a page that follows a slider asks for itself.

    Raises:
        SpecError: The dataset is unknown, an option is unknown or out of range, or the input
            features are none, unknown, repeated, or given to a dataset that has none.
    """
    return _checked(Itself(spec))


@lru_cache(maxsize=_KEPT)
def _checked(key: Itself[DataSpec]) -> DataSpec:
    spec = key.spec
    kind = kind_of(spec.name)
    options = complete(kind.params, spec.options, kind.name)
    if kind.features:
        check_features(spec.features, kind.name)
    elif spec.features:
        raise SpecError(
            f"no input features for {kind.name}",
            ", ".join(spec.features)[:80],
            "Input features can be chosen only for 2-D points.",
        )
    if _exactly(options) == _exactly(spec.options):
        return spec
    return spec.model_copy(update={"options": options})


def _exactly(options: Mapping[str, ParamValue]) -> list[str]:
    """Return what is equal for the same options alone: 1, 1.0 and True are three values."""
    return sorted(map(repr, options.items()))


def signature(spec: DataSpec) -> DataSignature:
    """Return what a network must fit, without making any data.

    Raises:
        SpecError: As `check`.
    """
    checked = check(spec)
    return kind_of(checked.name).signature(checked)


def load(spec: DataSpec) -> Dataset:
    """Make a dataset; the same spec gives the same arrays, which cannot be written to.

    The last sixteen are kept.

    Raises:
        SpecError: As `check`.
    """
    checked = check(spec)
    return own_dataset(checked) if checked.name in OWN else _load(checked.model_dump_json())


def kind_of(name: str) -> DatasetKind:
    """Return the entry of a dataset, or of a kind of custom data.

    Raises:
        SpecError: There is none.
    """
    kind = DATASETS.get(name) or OWN.get(name)
    if kind is None:
        raise SpecError(
            f"one of the datasets {', '.join(DATASETS)}", repr(name), "Choose one from the list."
        )
    return kind


@lru_cache(maxsize=16)
def _load(checked: str) -> Dataset:
    # Keyed by text, since a spec holds a dictionary and cannot be hashed.
    spec = DataSpec.model_validate_json(checked)
    dataset = DATASETS[spec.name].make(spec, np.random.default_rng(spec.seed))
    for field in fields(dataset):
        value = getattr(dataset, field.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return dataset
