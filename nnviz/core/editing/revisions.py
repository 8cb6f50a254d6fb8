"""Every state of an experiment, so that any change can be undone and redone."""

from dataclasses import dataclass, field, replace

from nnviz.core.run.run import SetWeight
from nnviz.core.spec.experiment import Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec

SAME_GESTURE_S = 1.0
"""Changes by one control within this time count as one change."""


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """One weight or bias that was typed in: no part of the experiment, but a change like any other.

    Attributes:
        before: What sets the number that was replaced.
        after: What sets the number that was typed.
    """

    before: SetWeight
    after: SetWeight


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of the experiment.

    Attributes:
        experiment: The experiment.
        starter: Name of the starter it began as; empty when from elsewhere.
        fresh: Whether the change that led away from it, or back to it, discarded what was learned.
        typed: The number whose typing was that change.
    """

    experiment: Experiment
    starter: str = ""
    fresh: bool = False
    typed: TypedNumber | None = None


@dataclass(slots=True)
class Revisions:
    """The states before and after the present one; there is no limit to either.

    Attributes:
        before: Earlier states, the latest last.
        behind: States that were undone, the next one last.
    """

    before: list[Revision] = field(default_factory=list[Revision])
    behind: list[Revision] = field(default_factory=list[Revision])
    _gesture: str = ""
    _noted_at: float = 0.0

    def note(self, left: Revision, gesture: str, now: float) -> None:
        """Record the state that a change has just left, and forget what was undone.

        Args:
            left: The state before the change.
            gesture: Key of the control that made it, empty for a single click. A slider that is
                dragged makes many changes, which count as one.
            now: The time, in seconds on any clock that never goes back.
        """
        goes_on = gesture == self._gesture and now - self._noted_at < SAME_GESTURE_S
        if not (gesture and goes_on and self.before and not self.behind):
            self.before.append(left)
        elif left.typed and (first := self.before[-1].typed):
            typed = replace(first, after=left.typed.after)
            self.before[-1] = replace(self.before[-1], typed=typed)
        self.behind.clear()
        self._gesture, self._noted_at = gesture, now

    def undo(self, present: Experiment, starter: str) -> Revision | None:
        """Return the state before the present one; None when there is none."""
        return self._step(self.before, self.behind, present, starter)

    def redo(self, present: Experiment, starter: str) -> Revision | None:
        """Return the state that was undone last; None when there is none."""
        return self._step(self.behind, self.before, present, starter)

    def _step(
        self, source: list[Revision], target: list[Revision], present: Experiment, starter: str
    ) -> Revision | None:
        if not source:
            return None
        found = source.pop()
        target.append(Revision(present, starter, found.fresh, found.typed))
        self._gesture = ""
        return found


def change_words(state: Revision, present: Experiment) -> str:
    """Say in a few words which change lies between a state and the present one."""
    if state.typed is None:
        return difference_words(state.experiment, present)
    number = state.typed.after
    kind = "bias" if number.array else "weight"
    return f"a {kind} of {number.layer}"


def difference_words(old: Experiment, new: Experiment) -> str:
    """Say in a few words what changed from one experiment to another."""
    if old.data.name != new.data.name:
        return "the dataset"
    if old.network != new.network:
        return _network_words(old.network, new.network)
    if old.data != new.data:
        return "the dataset options"
    if old.training != new.training:
        names = [name for name in dict(old.training) if _differs(old, new, name)]
        return names[0].replace("_", " ")
    return "the seed" if old.seed != new.seed else "nothing"


def _differs(old: Experiment, new: Experiment, name: str) -> bool:
    return getattr(old.training, name) != getattr(new.training, name)


def _network_words(old: NetworkSpec, new: NetworkSpec) -> str:
    """Name the layers that were added, removed or changed."""
    before = {layer.id: layer for layer in old.layers}
    after = {layer.id: layer for layer in new.layers}
    came = [name for name in after if name not in before]
    gone = [name for name in before if name not in after]
    if len(came) == len(gone) == 1 and len(before) > 1:
        return f"the name of {gone[0]}, now {came[0]}"
    if came and gone:
        return "the network"
    if came or gone:
        names = came or gone
        listed = names[0] if len(names) == 1 else f"{len(names)} layers"
        return f"{listed} {'added' if came else 'removed'}"
    changed = [name for name, layer in after.items() if layer.params != before[name].params]
    if changed:
        return _layer_words(before[changed[0]], after[changed[0]])
    return "the connections"


def _layer_words(old: LayerSpec, new: LayerSpec) -> str:
    names = [
        name
        for name in {**old.params, **new.params}
        if old.params.get(name) != new.params.get(name)
    ]
    return f"{names[0].replace('_', ' ')} of {new.id}"
