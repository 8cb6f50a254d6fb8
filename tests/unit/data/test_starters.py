"""Starters are whole experiments, made once, as they come out of the check of what is opened."""

import pytest

from nnviz.core.shapes.shapes import infer
from nnviz.data import signature
from nnviz.data.experiments import checked
from nnviz.data.presets import PRESETS
from nnviz.data.presets.staged_presets import STAGED_PRESETS
from nnviz.data.presets.vanishing import VANISHING
from nnviz.data.starters import STARTERS

MADE = {
    **{f"starter {name}": one for name, one in STARTERS.items()},
    **{f"preset {name}": one for name, one in PRESETS.items()},
    **{f"trial {name}": one for name, one in VANISHING.items()},
    **{
        f"stage {name} {stage.label}": stage
        for name, staged in STAGED_PRESETS.items()
        for stage in staged.stages
    },
}


@pytest.mark.parametrize("one", MADE.values(), ids=MADE)
def test_an_experiment_is_made_once_and_needs_no_check(one):
    made = one.experiment
    assert one.experiment is made
    assert checked(made) == made
    assert checked(made).fingerprint == made.fingerprint
    assert infer(made.network, signature(made.data)).problems == ()


@pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)
def test_the_same_experiment_from_a_file_is_the_starter(starter):
    again = type(starter.experiment).model_validate(starter.experiment.model_dump(mode="json"))
    assert checked(again) == starter.experiment
