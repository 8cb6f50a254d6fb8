from nnviz.model.training.pace import Pace


def test_the_first_call_is_small():
    assert Pace().fitting(0.03, 2048) == 4
    assert Pace().fitting(0.03, 1) == 1


def test_calls_grow_fourfold_until_they_fill_the_time():
    pace = Pace()
    pace.note(4, 0.004)
    assert pace.fitting(0.03, 2048) == 16
    pace.note(16, 0.016)
    assert pace.fitting(0.03, 2048) == 30


def test_the_capacity_bounds_a_call():
    pace = Pace()
    for _ in range(10):
        pace.note(1000, 0.001)
    assert pace.fitting(0.03, 2048) == 2048


def test_a_step_longer_than_the_time_is_still_made():
    pace = Pace()
    pace.note(1, 2.0)
    assert pace.fitting(0.03, 2048) == 1


def test_a_slower_machine_is_noticed_half_by_half():
    pace = Pace()
    pace.note(100, 0.1)
    pace.note(100, 0.3)
    assert pace.fitting(0.1, 2048) == 50
