"""What the sweeps of links draw: experiments that the codec accepts, most of them odd.

Some are layers of any kind with any parameters, some are well-known networks with a few layers
changed, so that what is drawn deep inside a page is reached too.
"""

from typing import Any

from hypothesis import strategies as st

from nnviz.core.catalogue import CATALOGUE
from nnviz.core.errors import NnvizError
from nnviz.core.files.codec import from_json, to_json
from nnviz.core.shapes.shapes import infer
from nnviz.core.spec.experiment import LOSSES, OPTIMIZERS, DataSpec, Experiment, losses_of
from nnviz.core.spec.network import INPUT, LayerSpec, NetworkSpec
from nnviz.core.spec.params import Param
from nnviz.data.catalogue import DATASETS, signature
from nnviz.data.presets import PRESETS
from nnviz.data.starters import STARTERS

KNOWN = tuple(
    experiment
    for experiment in (
        *(starter.experiment for starter in STARTERS.values()),
        *(preset.experiment for preset in PRESETS.values()),
    )
)
EQUATIONS = (
    "...x,xy->...y", "ab,bc->ac", "abc,cd->abd", "abc,bd->adc", "abcd,cde->abe", "...x,xy->y...",
    "a,b", "", "->", ",->", "...x,xx->...x", "abc,b->abc", "aa,ab->ab",
)  # fmt: skip
NAMES = ("l", "a1", "block_1_a", "block_1_b", "block_2_a", "dense_1", "output", "layer", "x" * 40)
MOST_REPAIRS = 12
MOST_OPTION = 300
"""Largest count of examples and the like, so that data are made quickly."""


def numbers(param: Param) -> st.SearchStrategy[Any]:
    """Return what one number of a parameter may be: small ones, and both ends."""
    whole = isinstance(param.default, int) or (
        isinstance(param.default, tuple) and all(isinstance(n, int) for n in param.default)
    )
    low = -(10**6) if param.low is None else param.low
    high = 10**6 if param.high is None else param.high
    if whole:
        low, high = int(low), int(high)
        return st.integers(low, min(high, low + 5)) | st.sampled_from((low, high))
    return st.floats(low, high) | st.sampled_from((float(low), float(high)))


def values(param: Param) -> st.SearchStrategy[Any]:
    """Return every value that a parameter accepts."""
    if isinstance(param.default, bool):
        return st.booleans()
    if isinstance(param.default, str):
        if param.choices:
            return st.sampled_from(param.choices)
        return st.sampled_from(EQUATIONS) | st.text("abc.,->", max_size=12)
    if isinstance(param.default, tuple):
        return st.lists(numbers(param), max_size=6).map(tuple)
    if param.per_axis:
        return numbers(param) | st.lists(numbers(param), max_size=4).map(tuple)
    return numbers(param)


@st.composite
def layers(draw: st.DrawFn, before: tuple[str, ...], name: str) -> LayerSpec:
    """Draw a layer of any kind behind those that are there."""
    kind = CATALOGUE[draw(st.sampled_from(tuple(CATALOGUE)))]
    params = {
        param.name: draw(values(param)) for param in kind.params if draw(st.integers(0, 2)) == 0
    }
    fewest, most = kind.inputs
    count = draw(st.sampled_from((fewest, fewest, fewest, min(most, 8), 1, 2, 3, 0)))
    reads = (INPUT, *before)
    inputs = (
        tuple(draw(st.sampled_from(reads)) for _ in range(count))
        if count != 1 or (draw(st.integers(0, 3)) == 0)
        else ()
    )
    return LayerSpec(id=name, kind=kind.name, params=params, inputs=inputs)


@st.composite
def networks(draw: st.DrawFn) -> NetworkSpec:
    """Draw a network of a few layers of any kind."""
    found: list[LayerSpec] = []
    for index in range(draw(st.integers(1, 5))):
        taken = tuple(layer.id for layer in found)
        wanted = draw(st.sampled_from(NAMES))
        name = f"n{index}" if wanted in taken else wanted
        found.append(draw(layers(taken, name)))
    return NetworkSpec(layers=tuple(found))


@st.composite
def changed(draw: st.DrawFn, network: NetworkSpec) -> NetworkSpec:
    """Draw a known network with a few layers set in or changed."""
    found = list(network.layers)
    for number in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(found) - 1))
        before = tuple(layer.id for layer in found[:place])
        match draw(st.integers(0, 2)):
            case 0 if len(found) < 60:
                found.insert(place, draw(layers(before, f"new_{number}")))
            case 1:
                found[place] = draw(layers(before, found[place].id))
            case _:
                kind = CATALOGUE[found[place].kind]
                param = draw(st.sampled_from(kind.params)) if kind.params else None
                if param is not None:
                    params = {**found[place].params, param.name: draw(values(param))}
                    found[place] = found[place].model_copy(update={"params": params})
    return NetworkSpec(layers=tuple(found))


@st.composite
def data(draw: st.DrawFn) -> DataSpec:
    """Draw a dataset with any options."""
    kind = DATASETS[draw(st.sampled_from(tuple(DATASETS)))]
    options = {}
    for param in kind.params:
        value = draw(values(param))
        large = isinstance(value, int) and value > MOST_OPTION and param.low is not None
        options[param.name] = max(int(param.low or 0), MOST_OPTION) if large else value
    names = tuple(feature.name for feature in kind.features)
    features = draw(st.lists(st.sampled_from(names), min_size=1, unique=True)) if names else []
    return DataSpec(
        name=kind.name, options=options, features=tuple(features),
        train_share=draw(st.sampled_from((0.1, 0.5, 0.9))), seed=draw(st.sampled_from((0, 7))),
    )  # fmt: skip


@st.composite
def repaired(draw: st.DrawFn, network: NetworkSpec, chosen: DataSpec) -> NetworkSpec:
    """Draw a network after some of the repairs that are offered for it, so that most of it fits."""
    try:
        found = signature(chosen)
        for _ in range(MOST_REPAIRS):
            problems = infer(network, found).problems
            if not problems:
                break
            changed = draw(st.sampled_from(problems[0].repairs)).network
            network = changed or network
    except NnvizError:
        return network
    return network


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Draw an experiment that a link can bring."""
    known = draw(st.sampled_from(KNOWN))
    chosen = draw(data()) if draw(st.integers(0, 2)) == 0 else known.data
    network = draw(networks()) if draw(st.booleans()) else draw(changed(known.network))
    if draw(st.booleans()):
        network = draw(repaired(network, chosen))
    training = known.training.changed(
        loss=draw(st.sampled_from(_losses(chosen))),
        optimizer=draw(st.sampled_from(tuple(OPTIMIZERS))),
        learning_rate=draw(st.sampled_from((1e-300, 0.01, 100.0))),
        batch_size=draw(st.sampled_from((1, 32, 1024))),
    )
    experiment = known.changed(data=chosen, network=network, training=training)
    return from_json(to_json(experiment))


def _losses(chosen: DataSpec) -> tuple[str, ...]:
    try:
        found = signature(chosen)
    except NnvizError:
        return tuple(LOSSES)
    return losses_of(found.task, found.places)
