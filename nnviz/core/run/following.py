"""What a command makes of the experiment, the same on both sides of the pipe."""

from pydantic import ValidationError

from nnviz.core.run.live_settings import out_of_range, with_live_settings
from nnviz.core.run.run import Command, Reset, Set
from nnviz.core.spec.experiment import Experiment


def follow(experiment: Experiment, command: Command) -> Experiment:
    """Return the experiment with the settings that a command changes.

    Raises:
        SpecError: A setting is out of range.
    """
    if isinstance(command, Set):
        training = with_live_settings(experiment.training, command.changes)
        return experiment.changed(training=training)
    if isinstance(command, Reset) and command.seed is not None:
        try:
            return experiment.changed(seed=command.seed)
        except ValidationError as error:
            raise out_of_range(error) from error
    return experiment
