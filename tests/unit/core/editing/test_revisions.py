"""Undo and redo: exact, without limit, and one step for one drag of a slider."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.editing import edits
from nnviz.core.editing.revisions import (
    SAME_GESTURE_S,
    Revision,
    Revisions,
    TypedNumber,
    change_words,
    difference_words,
)
from nnviz.core.run.run import SetWeight
from nnviz.core.spec.experiment import DataSpec, Experiment
from nnviz.core.spec.network import LayerSpec, NetworkSpec

LAYERS = tuple(LayerSpec(id=name, kind="dense") for name in ("a", "b", "out"))
START = Experiment(data=DataSpec(), network=NetworkSpec(layers=LAYERS))


def states(count):
    return [START.changed(seed=number) for number in range(count)]


def there(revision):
    """The experiment of a state that there is."""
    assert revision is not None
    return revision.experiment


def test_nothing_can_be_taken_back_at_first():
    revisions = Revisions()
    assert revisions.undo(START, "") is None
    assert revisions.redo(START, "") is None


def test_thousands_of_changes_are_taken_back_and_made_again():
    revisions, made = Revisions(), states(5000)
    for number, state in enumerate(made[:-1]):
        revisions.note(Revision(state), "", float(number))
    now = made[-1]
    for expected in reversed(made[:-1]):
        now = there(revisions.undo(now, ""))
        assert now == expected
    for expected in made[1:]:
        now = there(revisions.redo(now, ""))
        assert now == expected


def test_a_new_change_forgets_what_was_taken_back():
    revisions = Revisions()
    first, second, third = states(3)
    revisions.note(Revision(first), "", 0.0)
    assert there(revisions.undo(second, "")) == first
    revisions.note(Revision(first), "", 1.0)
    assert revisions.redo(third, "") is None


def test_a_drag_is_one_change_and_two_drags_are_two():
    revisions, made = Revisions(), states(6)
    for number in range(3):
        revisions.note(Revision(made[number]), "units", number * SAME_GESTURE_S / 2)
    revisions.note(Revision(made[3]), "units", 9.0)
    revisions.note(Revision(made[4]), "rate", 9.1)
    assert [one.experiment for one in revisions.before] == [made[0], made[3], made[4]]


def test_single_clicks_are_never_joined():
    revisions = Revisions()
    for state in states(3):
        revisions.note(Revision(state), "", 0.0)
    assert len(revisions.before) == 3


def test_a_drag_right_after_undo_is_a_change_of_its_own():
    revisions, (first, second, third) = Revisions(), states(3)
    revisions.note(Revision(first), "units", 0.0)
    revisions.undo(second, "")
    revisions.note(Revision(first), "units", 0.1)
    assert there(revisions.undo(third, "")) == first


def test_undo_knows_the_starter_and_whether_weights_were_given_up():
    revisions, (first, second) = Revisions(), states(2)
    revisions.note(Revision(first, "circle", fresh=True), "", 0.0)
    assert revisions.undo(second, "spiral") == Revision(first, "circle", fresh=True)
    assert revisions.redo(first, "circle") == Revision(second, "spiral", fresh=True)


@given(st.lists(st.sampled_from(("change", "undo", "redo")), max_size=40))
def test_any_order_of_steps_agrees_with_a_plain_list_of_states(steps):
    revisions, now = Revisions(), START
    line, at = [START], 0
    for number, step in enumerate(steps):
        if step == "change":
            revisions.note(Revision(now), "", float(number))
            now = START.changed(seed=number + 1)
            line = [*line[: at + 1], now]
            at += 1
            continue
        found = getattr(revisions, step)(now, "")
        wanted = at - 1 if step == "undo" else at + 1
        assert (found is not None) == (0 <= wanted < len(line))
        if found is not None:
            now, at = found.experiment, wanted
        assert now == line[at]


NETWORK = START.network


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (START, "nothing"),
        (START.changed(seed=3), "the seed"),
        (START.changed(data=DataSpec(name="spiral")), "the dataset"),
        (START.changed(data=DataSpec(seed=2)), "the dataset options"),
        (START.changed(training=START.training.changed(learning_rate=1.0)), "learning rate"),
        (START.changed(network=edits.insert_after(NETWORK, "a", "dropout")), "dropout_1 added"),
        (START.changed(network=edits.remove(NETWORK, "a")), "a removed"),
        (START.changed(network=edits.rename(NETWORK, "a", "z")), "the name of a, now z"),
        (START.changed(network=edits.change_param(NETWORK, "a", "units", 5)), "units of a"),
        (START.changed(network=edits.move_down(NETWORK, "a")), "the connections"),
    ],
)
def test_a_change_is_named(new, words):
    assert difference_words(START, new) == words


def typed(before: float, after: float) -> TypedNumber:
    return TypedNumber(SetWeight("a", 0, (1, 2), before), SetWeight("a", 0, (1, 2), after))


def test_a_typed_number_is_taken_back_and_made_again_though_the_experiment_is_the_same():
    revisions = Revisions()
    revisions.note(Revision(START, typed=typed(-1.85, 3.0)), "a 0 1 2", 0.0)
    back = revisions.undo(START, "")
    assert back is not None
    assert back.typed == typed(-1.85, 3.0)
    again = revisions.redo(START, "")
    assert again is not None
    assert again.typed == typed(-1.85, 3.0)
    assert change_words(again, START) == "a weight of a"


def test_several_clicks_on_plus_are_one_change_from_the_first_number_to_the_last():
    revisions = Revisions()
    for number in range(3):
        one = typed(float(number), number + 1.0)
        revisions.note(Revision(START, typed=one), "a 0 1 2", number / 10)
    assert [state.typed for state in revisions.before] == [typed(0.0, 3.0)]
