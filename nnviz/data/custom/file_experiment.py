"""An experiment on a custom file, without pages, as for `nnviz train --data`."""

from pathlib import Path

from nnviz.core.spec.experiment import Experiment
from nnviz.data.custom.custom_experiment import on_own_data
from nnviz.data.custom.table_choices import Choices, choosing
from nnviz.data.experiments import checked
from nnviz.data.starters import STARTERS
from nnviz.data.uploads.kinds import OWN, opened
from nnviz.data.uploads.store import MOST_BYTES, too_large

GUESSED = Choices()


def on_file(
    path: Path, choices: Choices = GUESSED, experiment: Experiment | None = None
) -> Experiment:
    """Return an experiment on a file.

    Args:
        path: CSV, a ZIP file of images in folders, or NPZ.
        choices: What to predict from what; the rest is as the experiment says, or guessed.
        experiment: What to do with it: on data of one's own, everything stays as it is and only
            the file is taken from here. None is a network that suits.

    Raises:
        OSError: The file cannot be read.
        NnvizError: Nothing can be learned from it.
    """
    if (size := path.stat().st_size) > MOST_BYTES:
        raise too_large(size)
    with path.open("rb") as file:
        data = opened(path.name, file.read(MOST_BYTES + 1))
    known = experiment.data if experiment is not None else None
    if experiment is not None and known is not None and known.name == data.name:
        options = {**known.options, "file": data.options["file"], "title": data.options["title"]}
        data = known.changed(options=options)
    data = choosing(data, choices)
    if experiment is not None and experiment.data.name in OWN:
        return checked(experiment.changed(data=data))
    if experiment is not None:
        return checked(on_own_data(experiment, data, chosen=True))
    return checked(on_own_data(STARTERS["circle"].experiment, data))
