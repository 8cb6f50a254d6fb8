"""Session: one experiment, live: trained in slices, read by probes, saved and restored."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from nnviz.core.dataset import Dataset
from nnviz.core.errors import RunError, SpecError
from nnviz.core.experiment import Experiment
from nnviz.core.frames import Payload
from nnviz.core.head import head
from nnviz.core.history import History
from nnviz.core.run import Give, Metrics, ProbeRequest, Reset, Set, SetWeight, Weights
from nnviz.data import load
from nnviz.model import snapshot
from nnviz.model.builder import build
from nnviz.model.current_backend import get_backend
from nnviz.model.evaluator import Evaluator
from nnviz.model.layer_weights import copies, read_weights, set_weight, take_over
from nnviz.model.own_example import own_example
from nnviz.model.probes import Live, read_probe
from nnviz.model.readout import Readout
from nnviz.model.trainer import SliceResult, Trainer, state_variables

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Session:
    """A live network with its data, optimizer and history.

    Args:
        experiment: What is trained.
        dataset: The data that `experiment.data` describes.
        weights: Weights to begin with, for layers of equal id and shapes.

    Attributes:
        experiment: Follows what `apply` changes.
        kept: Ids of the layers that took over given weights.
        step: Optimizer steps made.
        seconds: Time spent training.
        device: `CPU` or the name of a GPU.
        history: Metrics of every evaluation.

    Raises:
        SpecError: The network cannot be built for these data.
    """

    def __init__(
        self, experiment: Experiment, dataset: Dataset, weights: Weights | None = None
    ) -> None:
        self.experiment, self.dataset = experiment, dataset
        self.model = build(experiment.network, dataset.signature, experiment.seed)
        self._head = head(experiment.network, dataset.signature, experiment.training.loss)
        backend = get_backend()
        self.device = backend.device
        self._trainer = Trainer(
            backend, self.model, experiment, self._head,
            backend.put(dataset.x_train), backend.put(self._head.encode(dataset.y_train)),
            len(dataset.x_train),
        )  # fmt: skip
        self._initial = self._values()
        self.kept = take_over(self.model, weights or {})
        self._evaluator = Evaluator(backend, self.model, self._trainer.loss, experiment, dataset)
        self.history = History()
        self._live = Live(
            experiment.network, experiment.data, dataset, self._head,
            Readout(backend, self.model), self.history,
        )  # fmt: skip
        self.step, self.seconds = 0, 0.0

    @property
    def epoch(self) -> int:
        """Epochs completed."""
        return self.step // self.steps_per_epoch

    @property
    def steps_per_epoch(self) -> int:
        """Optimizer steps in an epoch: `floor(rows / batch)`."""
        return self._trainer.batches.per_epoch

    @property
    def loop_name(self) -> str:
        """How steps are executed at present: `graph` or `XLA`."""
        return self._trainer.loop_name

    def train(self, budget_seconds: float, steps: int | None = None) -> SliceResult:
        """Train for about this long; at most `steps` steps when given, at least one.

        Raises:
            RunError: `steps` is given and smaller than 1.
        """
        if steps is not None and steps < 1:
            raise RunError("at least one step", str(steps))
        start = time.perf_counter()
        result = self._trainer.train(budget_seconds, steps)
        self.seconds += time.perf_counter() - start
        self.step += result.steps
        return result

    def evaluate(self) -> Metrics:
        """Measure loss and accuracy on training and test data, and note them in the history.

        At most about 2,000 rows of each, evenly spaced, fewer for costly networks.
        """
        metrics = self._evaluator.metrics()
        self.history.add(self.step / self.steps_per_epoch, metrics)
        return metrics

    def apply(self, command: Set | SetWeight | Reset | Give) -> None:
        """Carry out a command that changes the model or its settings.

        Raises:
            SpecError: A setting is out of range.
            RunError: There is no such weight, or the example has another shape than the data's.
        """
        if isinstance(command, Give):
            self._live.own = own_example(command.values, self.dataset.signature)
        elif isinstance(command, SetWeight):
            set_weight(self.model, command)
        elif isinstance(command, Reset):
            self._reset(command.seed)
        else:
            self._set(command)

    def probe(self, request: ProbeRequest) -> dict[str, Payload]:
        """Read the live model out.

        Returns:
            The probe's arrays by name, without the request's key.

        Raises:
            ProbeMisfit: The probe does not fit this network, with the reason in words.
            SpecError: An option is unknown or out of range.
        """
        return read_probe(self._live, request)

    def weights(self) -> Weights:
        """Return a copy of the weights of every layer that has some."""
        return read_weights(self.model)

    def save(self, path: Path) -> None:
        """Write all that `restore` needs to go on exactly; replaces an older file at once."""
        meta = {
            "experiment": self.experiment.model_dump(mode="json"),
            "step": self.step,
            "seconds": self.seconds,
            "kept": list(self.kept),
            "history": self.history.rows,
            "batches": self._trainer.batches.state(),
        }
        arrays = {f"v{index}": value for index, value in enumerate(self._values())}
        snapshot.write(Path(path), meta, arrays)

    @classmethod
    def restore(cls, path: Path, dataset: Dataset | None = None) -> "Session":
        """Go on from a snapshot.

        Args:
            path: What `save` wrote.
            dataset: The experiment's data, when they are at hand; made anew otherwise.

        Raises:
            RunError: The file is missing, broken or of another network.
        """
        meta, arrays = snapshot.read(Path(path))
        try:
            experiment = Experiment.model_validate(meta["experiment"])
        except (KeyError, ValidationError) as error:
            raise RunError(
                "a snapshot with an experiment", f"{path}", "Start the run anew."
            ) from error
        session = cls(experiment, dataset if dataset is not None else load(experiment.data))
        session._assign([arrays[f"v{index}"] for index in range(len(arrays))])
        session.step, session.seconds = meta["step"], meta["seconds"]
        session.kept = tuple(meta["kept"])
        session.history.rows = [tuple(row) for row in meta["history"]]
        session._trainer.batches.restore(meta["batches"])
        return session

    def close(self) -> None:
        """Wait for background work; to be called before the process ends by itself."""
        self._trainer.wait()

    def _set(self, command: Set) -> None:
        """Change learning rate, penalty, speed or stop conditions."""
        names = ("learning_rate", "penalty_rate", "stop")
        given = {name: getattr(command, name) for name in names}
        changes: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        if command.speed is not None:
            changes["speed"] = command.speed or None
        try:
            training = self.experiment.training.changed(**changes)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise SpecError(f"{where} in range", str(first["input"]), first["msg"]) from error
        self.experiment = self.experiment.changed(training=training)
        self._trainer.set_learning_rate(training.learning_rate)
        self._trainer.set_penalty_rate(training.penalty_rate)

    def _reset(self, seed: int | None) -> None:
        """Go back to step 0 with the initial weights, of a new seed when one is given."""
        if seed is not None and seed != self.experiment.seed:
            self.experiment = self.experiment.changed(seed=seed)
            fresh = build(self.experiment.network, self.dataset.signature, seed)
            drawn = copies(fresh.variables)
            self._initial = [*drawn, *self._initial[len(drawn) :]]
        self._assign(self._initial)
        self._trainer.set_learning_rate(self.experiment.training.learning_rate)
        self._trainer.batches.start(self.experiment.seed)
        self.step, self.seconds, self.kept = 0, 0.0, ()
        self.history.rows.clear()

    def _values(self) -> "list[NDArray[Any]]":
        """Return a copy of all that training changes."""
        return copies(state_variables(self.model, self._trainer.optimizer))

    def _assign(self, values: "list[NDArray[Any]]") -> None:
        variables = state_variables(self.model, self._trainer.optimizer)
        shapes = [tuple(variable.shape) for variable in variables]
        if [value.shape for value in values] != shapes:
            raise RunError(
                f"{len(shapes)} arrays of this network", f"{len(values)} others",
                "Start the run anew.",
            )  # fmt: skip
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
