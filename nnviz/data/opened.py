"""An opened network as an experiment: on data that it fits, or the reason why there are none."""

from collections.abc import Iterator

from nnviz.core.errors import NnvizError
from nnviz.core.opening.opened import Opened
from nnviz.core.plan.plan import default_loss
from nnviz.core.shapes.shapes import infer, measure
from nnviz.core.spec.experiment import DataSpec, Experiment, losses_of
from nnviz.core.spec.kinds import shape_text
from nnviz.core.spec.network import MAX_LAYERS
from nnviz.data.catalogue import DATASETS, default_spec, signature
from nnviz.data.experiments import checked


def experiment_of(opened: Opened, current: Experiment) -> Experiment | None:
    """Return an experiment with this network, on the data of now where it fits them.

    Args:
        opened: The network.
        current: The experiment of now, whose training is kept as far as possible.

    Returns:
        The experiment; None when no dataset fits, or the network may not be trained at all.
    """
    if opened.unknown or len(opened.network.layers) > MAX_LAYERS:
        return None
    found = sorted(_fitting(opened, current), key=lambda pair: pair[0])
    return next((experiment for _, experiment in found), None)


def _fitting(opened: Opened, current: Experiment) -> Iterator[tuple[int, Experiment]]:
    """Yield experiments that are possible, with how far they are from what is meant."""
    wanted = opened.signature
    for number, data in enumerate(_candidates(opened, current)):
        found = signature(data)
        same_input = found.input_shape == wanted.input_shape
        if not same_input or bool(found.tokens) != bool(wanted.tokens):
            continue
        if infer(opened.network, found).problems:
            continue
        training = current.training
        if training.loss not in losses_of(found.task, found.places):
            training = training.changed(loss=default_loss(found.task))
        other_task = found.task != wanted.task
        other_words = found.tokens != wanted.tokens
        distance = 2 * (other_task + other_words) + (number > 0)
        try:
            yield distance, checked(Experiment(data=data, network=opened.network,
                                               training=training, seed=current.seed))  # fmt: skip
        except (NnvizError, ValueError):
            continue


def _candidates(opened: Opened, current: Experiment) -> Iterator[DataSpec]:
    """Yield the data of now, then every dataset as it is first shown."""
    yield current.data
    for name, kind in DATASETS.items():
        data = default_spec(name)
        if kind.features and len(opened.input_shape) == 1:
            # Points are described by as many features as the network reads.
            names = tuple(feature.name for feature in kind.features)
            data = data.changed(features=names[: opened.input_shape[0]])
        yield data


def why_not(opened: Opened) -> str:
    """Say why a network cannot be trained here, and what it reads and gives."""
    if opened.unknown:
        return f"It can only be viewed: {opened.untrained}."
    if len(opened.network.layers) > MAX_LAYERS:
        count = len(opened.network.layers)
        return f"It has {count} layers; at most {MAX_LAYERS} can be trained here."
    shapes = measure(opened.network, opened.signature)
    if shapes.problems:
        first = shapes.problems[0]
        return f"Its layer '{first.layer}' does not fit. {first}"
    reads = f"token numbers, {opened.input_shape[0]} at a time" if opened.tokens else shape_text(
        opened.input_shape
    )  # fmt: skip
    gives = shape_text(shapes.layers[-1].shape or ())
    return f"No dataset here fits: its input is {reads} and its output {gives}."
