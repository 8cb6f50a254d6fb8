"""A file that the command is given: an experiment, or a model or code that becomes one."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnviz.core.errors import LinkError, RunError
from nnviz.core.files.codec import MAX_JSON, from_json
from nnviz.core.files.file_forms import is_experiment
from nnviz.core.opening.opened import Opened
from nnviz.core.run.run import Weights
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.kinds import Shape
from nnviz.data.experiments import checked
from nnviz.data.opened import experiment_of, why_not
from nnviz.data.starters import STARTERS
from nnviz.engine.opening import MAX_FILE, open_model


@dataclass(frozen=True, slots=True)
class Given:
    """What a file holds.

    Attributes:
        experiment: The experiment; None for a network that no data fit, or that cannot be trained.
        opened: The network of a model file or code; None for an experiment of nnviz.
        weights: Learned weights by layer id; empty when there are none.
    """

    experiment: Experiment | None
    opened: Opened | None = None
    weights: Weights = field(default_factory=dict[str, Any])

    @property
    def trained(self) -> Experiment:
        """The experiment, which a network becomes on data that it fits.

        Raises:
            RunError: There is none.
        """
        if self.experiment is None:
            why = why_not(self.opened) if self.opened else ""
            raise RunError("a network that can be trained here", "another one", why)
        return self.experiment


def read_given(path: Path, given: Shape | None = None, *, check: bool = True) -> Given:
    """Read a file as the page reads it: an experiment, an architecture, a model or code.

    Args:
        path: The file; `-` is standard input.
        given: Shape of one example, for a network that does not say what it reads.
        check: Whether the data of an experiment must be there already.

    Raises:
        OSError: It cannot be read.
        NnvizError: It is none of these, or one that is not possible.
    """
    data, name = _content(path)
    if is_experiment(data, name):
        try:
            found = from_json(data[: MAX_JSON + 1])
        except UnicodeDecodeError as error:
            raise LinkError("an experiment as JSON", "bytes that are not text") from error
        return Given(checked(found) if check else found)
    file = open_model(data, given)
    experiment = file.experiment or experiment_of(file.opened, STARTERS["circle"].experiment)
    return Given(experiment, file.opened, file.weights)


def _content(path: Path) -> tuple[bytes, str]:
    """Return the bytes of a file and its name; nothing at all is meant as an experiment."""
    if str(path) == "-":
        data, name = sys.stdin.buffer.read(MAX_FILE + 1), ""
    else:
        with path.open("rb") as file:
            data, name = file.read(MAX_FILE + 1), path.name
    return data, name if data.strip() else ".json"
