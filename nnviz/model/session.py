"""Session: one experiment, live: trained in slices, read by probes, saved and restored."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from nnviz.core.errors import RunError
from nnviz.core.run.following import follow
from nnviz.core.run.frames import Payload
from nnviz.core.run.head import head
from nnviz.core.run.history import History
from nnviz.core.run.run import Give, Metrics, ProbeRequest, Reset, Set, SetWeight, Weights
from nnviz.core.spec.dataset import Dataset
from nnviz.core.spec.experiment import Experiment
from nnviz.data import load
from nnviz.model.backends.current_backend import get_backend
from nnviz.model.building.builder import build
from nnviz.model.building.layer_weights import copies, read_weights, set_weight, take_over
from nnviz.model.inside.checkpoints import Checkpoints
from nnviz.model.inside.custom_example import custom_example
from nnviz.model.inside.learning import Learning
from nnviz.model.inside.readout import Readout
from nnviz.model.probes import PROBES, Live, read_probe
from nnviz.model.saving import snapshot
from nnviz.model.training.evaluator import Evaluator
from nnviz.model.training.trainer import SliceResult, Trainer, state_variables

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Present:
    """Everything that training changes, kept while an earlier checkpoint is shown."""

    values: "list[NDArray[Any]]"
    step: int


class Session:
    """A live network with its data, optimizer and history.

    Args:
        experiment: What is trained.
        dataset: The data that `experiment.data` describes.
        weights: Initial weights, for layers of equal id and shapes.
        step: Steps made before, by the run that the weights are of.
        initial: Weights that replace freshly drawn ones, such as those of an opened file: a
            reset goes back to them.

    Attributes:
        experiment: Follows what `apply` changes.
        kept: Ids of the layers that took over given weights.
        step: Optimizer steps made; while an earlier checkpoint is looked at, those until then.
        seconds: Time spent training.
        device: `CPU` or the name of a GPU, with the backend when it is not TensorFlow.
        history: Metrics of every evaluation.
        checkpoints: Weights at earlier steps.

    Raises:
        SpecError: The network cannot be built for these data.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset,
        weights: Weights | None = None,
        step: int = 0,
        initial: Weights | None = None,
    ) -> None:
        self.experiment, self.dataset = experiment, dataset
        self.model = build(experiment.network, dataset.signature, experiment.seed)
        self._head = head(experiment.network, dataset.signature, experiment.training.loss)
        backend = get_backend()
        # TensorFlow is the default backend, so the status does not name it.
        usual = backend.name == "TensorFlow"
        self.device = backend.device if usual else f"{backend.device} · {backend.name}"
        self._trainer = Trainer(
            backend, self.model, experiment, self._head,
            backend.put(dataset.x_train), backend.put(self._head.encode(dataset.y_train)),
            len(dataset.x_train),
        )  # fmt: skip
        self._given = take_over(self.model, initial or {})
        self._initial = self._values()
        self.kept = take_over(self.model, weights or {}) or self._given
        self._evaluator = Evaluator(backend, self.model, self._trainer.loss, experiment, dataset)
        self.history, self.checkpoints = History(), Checkpoints()
        self._live = Live(
            experiment.network, experiment.data, dataset, self._head,
            Readout(backend, self.model), self.history,
            Learning(backend, self._trainer.program, self._head), self.checkpoints,
        )  # fmt: skip
        self.step, self.seconds = step, 0.0
        self._present: _Present | None = None

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

    def prepare(self) -> None:
        """Compile the training loop, which the first call of `train` does otherwise."""
        self._trainer.prepare()

    def train(self, budget_seconds: float, steps: int | None = None) -> SliceResult:
        """Train for about this long; at most `steps` steps when given, at least one.

        Raises:
            RunError: `steps` is given and smaller than 1.
        """
        if steps is not None and steps < 1:
            raise RunError("at least one step", str(steps))
        self.look_back(None)
        start = time.perf_counter()
        losses: list[NDArray[Any]] = []
        made, left = 0, budget_seconds
        while left > 0 or not losses:
            if not self.checkpoints.due_in(self.step):
                self.checkpoints.add(self.step, copies(self.model.variables))
            wanted = max(1, self.checkpoints.due_in(self.step))
            if steps is not None:
                wanted = min(wanted, steps - made)
            losses.append(self._trainer.train(left, wanted).losses)
            made += len(losses[-1])
            self.step += len(losses[-1])
            # Fewer steps than wanted: the time is over, or training broke down.
            if made == steps or len(losses[-1]) < wanted or not np.isfinite(losses[-1][-1]):
                break
            left = budget_seconds - (time.perf_counter() - start)
        self.seconds += time.perf_counter() - start
        return SliceResult(made, np.concatenate(losses))

    @property
    def looking_back(self) -> bool:
        """Whether an earlier checkpoint is shown."""
        return self._present is not None

    def look_back(self, step: int | None) -> None:
        """Show the kept checkpoint nearest to a step, or with None the present again.

        Raises:
            RunError: No checkpoint is kept.
        """
        if step is None:
            if self._present is not None:
                self._assign(self._present.values)
                self.step, self._present = self._present.step, None
            return
        checkpoint = self.checkpoints.nearest(step)
        if checkpoint is None:
            raise RunError(
                "a run that keeps earlier weights", "a run without any",
                "Train for a moment first; weights larger than 32 MB are not kept.",
            )  # fmt: skip
        if self._present is None:
            self._present = _Present(self._values(), self.step)
        for variable, value in zip(self.model.variables, checkpoint.values, strict=True):
            variable.assign(value)
        self.step = checkpoint.step

    def evaluate(self) -> Metrics:
        """Measure loss and accuracy on training and test data, and note them in the history.

        At most about 2,000 rows of each, evenly spaced, fewer for costly networks. What is measured
        of an earlier checkpoint is not noted.
        """
        metrics = self._evaluator.metrics()
        if self._present is None:
            self.history.add(self.step / self.steps_per_epoch, metrics)
        return metrics

    def apply(self, command: Set | SetWeight | Reset | Give) -> None:
        """Carry out a command that changes the model or its settings.

        Raises:
            SpecError: A setting is out of range.
            RunError: There is no such weight, or the example has another shape than the data's.
        """
        if isinstance(command, Give):
            self._live.own = custom_example(command.values, self.dataset.signature)
        elif isinstance(command, SetWeight):
            self.look_back(None)
            set_weight(self.model, command)
        elif isinstance(command, Reset):
            self.look_back(None)
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

    def misfit(self, probe: str) -> str | None:
        """Say why a probe does not fit this network, or return None when it does."""
        return PROBES[probe].fits(self._live)

    @property
    def readout(self) -> Readout:
        """Values of the live model."""
        return self._live.readout

    def weights(self) -> Weights:
        """Return a copy of the weights of every layer that has some."""
        return read_weights(self.model)

    def save(self, path: Path) -> None:
        """Write all that `restore` needs to continue exactly; replaces an older file atomically.

        Of the checkpoints as many as fit into a bound; see `Checkpoints.state`.
        """
        present = self._present or _Present(self._values(), self.step)
        meta = {
            "experiment": self.experiment.model_dump(mode="json"),
            "step": present.step,
            "seconds": self.seconds,
            "kept": list(self.kept),
            "history": self.history.rows,
            "batches": self._trainer.batches.state(),
        }
        meta["checkpoints"], arrays = self.checkpoints.state()
        arrays |= {f"v{index}": value for index, value in enumerate(present.values)}
        snapshot.write(Path(path), meta, arrays)

    @classmethod
    def restore(
        cls, path: Path, dataset: Dataset | None = None, initial: Weights | None = None
    ) -> "Session":
        """Continue from a snapshot.

        Args:
            path: What `save` wrote.
            dataset: The experiment's data, when they are at hand; made again otherwise.
            initial: Weights that a reset goes back to, in place of freshly drawn ones.

        Raises:
            RunError: The file is missing, broken or of another network.
        """
        meta, arrays = snapshot.read(Path(path))
        try:
            experiment = Experiment.model_validate(meta["experiment"])
        except (KeyError, ValidationError) as error:
            raise RunError(
                "a snapshot with an experiment", f"{path}", "Start the run again."
            ) from error
        data = dataset if dataset is not None else load(experiment.data)
        session = cls(experiment, data, initial=initial)
        count = sum(name.startswith("v") for name in arrays)
        session._assign([arrays[f"v{index}"] for index in range(count)])
        session.checkpoints.restore(meta["checkpoints"], arrays)
        session.step, session.seconds = meta["step"], meta["seconds"]
        session.kept = tuple(meta["kept"])
        session.history.rows = [tuple(row) for row in meta["history"]]
        session._trainer.batches.restore(meta["batches"])
        return session

    def export(self, form: str) -> bytes:
        """Return the model as the bytes of a file; see `nnviz.model.saving.exporter`."""
        from nnviz.model.saving.exporter import export

        return export(self.model, self.experiment, form)

    def close(self) -> None:
        """Wait for background work; to be called before the process ends by itself."""
        self._trainer.wait()

    def _set(self, command: Set) -> None:
        """Change settings that act while it trains."""
        self.experiment = follow(self.experiment, command)
        self._trainer.follow(self.experiment.training)

    def _reset(self, seed: int | None) -> None:
        """Go back to step 0 with the initial weights, of a new seed when one is given."""
        if seed is not None and seed != self.experiment.seed:
            self.experiment = self.experiment.changed(seed=seed)
            fresh = build(self.experiment.network, self.dataset.signature, seed)
            drawn = copies(fresh.variables)
            self._initial, self._given = [*drawn, *self._initial[len(drawn) :]], ()
        self._assign(self._initial)
        self._trainer.follow(self.experiment.training)
        self._trainer.batches.start(self.experiment.seed)
        self.step, self.seconds, self.kept = 0, 0.0, self._given
        self.history.rows.clear()
        self.checkpoints.clear()

    def _values(self) -> "list[NDArray[Any]]":
        """Return a copy of all that training changes."""
        return copies(state_variables(self.model, self._trainer.optimizer))

    def _assign(self, values: "list[NDArray[Any]]") -> None:
        variables = state_variables(self.model, self._trainer.optimizer)
        shapes = [tuple(variable.shape) for variable in variables]
        if [value.shape for value in values] != shapes:
            raise RunError(
                f"{len(shapes)} arrays of this network", f"{len(values)} arrays of another network",
                "Start the run again.",
            )  # fmt: skip
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
