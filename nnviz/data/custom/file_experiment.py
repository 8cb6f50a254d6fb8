"""An experiment on a custom file, without pages, as for `nnviz train --data`."""

from pathlib import Path

from nnviz.core.errors import NnvizError
from nnviz.core.spec.experiment import DataSpec, Experiment
from nnviz.data.custom.custom_experiment import on_own_data
from nnviz.data.experiments import checked
from nnviz.data.starters import STARTERS
from nnviz.data.uploads.kinds import OWN, opened
from nnviz.data.uploads.store import MOST_BYTES


def on_file(path: Path, target: str | None, experiment: Experiment | None = None) -> Experiment:
    """Return an experiment on a file.

    Args:
        path: CSV, a ZIP file of images in folders, or NPZ.
        target: Name of the column or array to predict, or number of the column from 1; None is as
            the experiment says, or to be guessed.
        experiment: What to do with it: on data of one's own, everything stays as it is and only
            the file is taken from here. None is a network that suits.

    Raises:
        OSError: The file cannot be read.
        NnvizError: Nothing can be learned from it.
    """
    with path.open("rb") as file:
        data = opened(path.name, file.read(MOST_BYTES + 1))
    known = experiment.data if experiment is not None else None
    if experiment is not None and known is not None and known.name == data.name:
        options = {**known.options, "file": data.options["file"], "title": data.options["title"]}
        data = known.changed(options=options)
    if target is not None:
        data = _predicting(data, target)
    if experiment is not None and experiment.data.name in OWN:
        return checked(experiment.changed(data=data))
    return checked(on_own_data(experiment or STARTERS["circle"].experiment, data))


def _predicting(data: DataSpec, target: str) -> DataSpec:
    """Return the spec with another column or array to predict.

    Raises:
        NnvizError: There is none of this name, or the data are images.
    """
    if data.name == "own_arrays":
        return data.changed(options={**data.options, "targets": target})
    if data.name == "own_images":
        raise NnvizError(
            "no target for images", repr(target[:60]), "Their folders are the classes."
        )
    from nnviz.data.uploads.table import columns_of

    names = columns_of(data)[0].names
    if target in names:
        return data.changed(options={**data.options, "target": names.index(target)})
    if target.isdecimal() and 1 <= int(target) <= len(names):
        return data.changed(options={**data.options, "target": int(target) - 1})
    raise NnvizError(
        f"one of these columns to predict: {', '.join(names)[:200]}", repr(target[:60]),
        "Give its name, or its number counted from 1.",
    )  # fmt: skip
