"""Probes of recurrent layers against Keras's own outputs and finite differences of the model."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.families.gates import GATES
from nnviz.core.families.unrolling import unrolling
from nnviz.core.run.run import ProbeRequest
from nnviz.model.probes import ProbeMisfit
from nnviz.model.probes.recurrence.similar_spans import active_units, best_match


@pytest.fixture(params=["simple_rnn", "lstm", "gru"])
def kind(request):
    return request.param


@pytest.fixture
def recurrent(make_session, layers, train):
    """Makes a trained session with one recurrent layer on the wave."""

    def make(kind: str, *more, **params):
        session = make_session(
            "wave", layers["layer"](kind, "memory", units=3, **params), *more,
            layers["output"](1, "linear"), loss="mse",
        )  # fmt: skip
        train(session, 3)
        return session

    return make


def probe(session, name: str, **options):
    return session.probe(ProbeRequest("k", name, options))


def test_the_last_hidden_state_is_what_keras_gives(recurrent, kind):
    session = recurrent(kind)
    hidden = probe(session, "recurrent", example=4)["hidden"]
    given = session._live.readout.layers(session.dataset.x_test[4:5])["memory"][0]
    assert hidden[:, -1] == pytest.approx(given, abs=1e-5)
    names = {gate.name for gate in GATES[kind]} if kind != "simple_rnn" else set()
    assert set(probe(session, "recurrent")) == {"hidden", "input_values"} | names | (
        {"cell"} if kind == "lstm" else set()
    )


def test_both_directions_are_those_of_keras_in_the_order_of_time(recurrent, kind, layers):
    flatten = layers["layer"]("flatten")
    session = recurrent(kind, flatten, bidirectional=True, return_sequences=True)
    given = session._live.readout.layers(session.dataset.x_test[2:3])["memory"][0]
    for way, columns in (("forward", slice(0, 3)), ("backward", slice(3, 6))):
        hidden = probe(session, "recurrent", example=2, direction=way)["hidden"]
        assert pytest.approx(given[:, columns], abs=1e-5) == hidden.T


def test_lines_are_the_rows_of_the_map_with_gaps(recurrent):
    session = recurrent("lstm")
    rows = probe(session, "recurrent")["cell"]
    lines = probe(session, "recurrent", form="lines")["cell"].reshape(len(rows), -1)
    assert lines[:, :-1] == pytest.approx(rows)
    assert np.isnan(lines[:, -1]).all()


def test_the_numbers_of_a_unit_add_up(recurrent, kind):
    session = recurrent(kind)
    for step in (0, 1, 23):
        found = probe(session, "recurrent_unit", unit=1, step=step, example=3)
        inputs, states, bias, total, value = found["gates"].T
        assert inputs + states + bias == pytest.approx(total, abs=1e-5)
        expected = [
            1 / (1 + np.exp(-z)) if gate.squashed else np.tanh(z)
            for z, gate in zip(total, GATES[kind], strict=True)
        ]
        assert value == pytest.approx(np.array(expected), abs=1e-5)
        hidden = probe(session, "recurrent", example=3)["hidden"][1]
        memory = found["memory"]
        if kind == "lstm":
            cell, forget, before, write, candidate, state, shows, shown = memory
            assert cell == pytest.approx(forget * before + write * candidate, abs=1e-6)
            assert state == pytest.approx(shows * shown, abs=1e-6)
            assert state == pytest.approx(hidden[step], abs=1e-6)
        elif kind == "gru":
            state, stays, before, rest, candidate = memory
            assert state == pytest.approx(stays * before + rest * candidate, abs=1e-6)
            assert state == pytest.approx(hidden[step], abs=1e-6)
        assert found["given"] * found["weight"] == pytest.approx(found["product"], abs=1e-6)
        if kind != "gru":
            assert found["product"].sum() + bias[0] == pytest.approx(total[0], abs=1e-5)


def test_the_gradient_by_an_input_step_is_a_difference_quotient_of_the_model(recurrent, kind):
    session = recurrent(kind)
    found = probe(session, "through_time", example=1)["inputs"]
    x = session.dataset.x_test[1:2]
    for step in (0, 12, 22, 23):
        results = []
        for move in (1e-2, -1e-2):
            moved = x.copy()
            moved[0, step, 0] += move
            results.append(float(session._live.readout.outputs(moved)[0, 0]))
        quotient = abs(results[0] - results[1]) / 2e-2
        assert found[step] == pytest.approx(quotient, rel=0.02, abs=2e-5)


def test_stacked_and_bidirectional_layers_carry_the_gradient_of_all_paths(recurrent, layers):
    above = layers["layer"]("gru", "above", units=2)
    session = recurrent("lstm", above, return_sequences=True, bidirectional=True)
    ways = [probe(session, "through_time", layer="memory", direction=way, example=1)
            for way in ("forward", "backward")]  # fmt: skip
    assert ways[0]["state"].shape == (24,)
    x = session.dataset.x_test[1:2]
    arrays = session._live.readout.layers(x)["memory"]
    above_gradient = session._live.readout.sensitivity.by_layer(
        "memory", arrays, x, np.ones((1, 1), np.float32)
    )
    assert above_gradient.shape == arrays.shape
    # The last hidden state of the forward cell has no later step: only the layer above sees it.
    last = np.linalg.norm(above_gradient[0, -1, :3])
    assert ways[0]["state"][-1] == pytest.approx(last, rel=1e-5)
    first = np.linalg.norm(above_gradient[0, 0, 3:])
    assert ways[1]["state"][0] == pytest.approx(first, rel=1e-5)


@pytest.mark.backends
def test_the_unrolled_squares_are_the_hidden_states_of_the_window(recurrent):
    session = recurrent("lstm", bidirectional=True)
    network, signature = session.experiment.network, session.dataset.signature
    found = unrolling(network, signature, 20)
    assert found is not None
    states = probe(session, "unrolled", focus=20, example=1)["states"]
    assert len(states) == len(found.squares)
    for way in ("forward", "backward"):
        hidden = probe(session, "recurrent", example=1, direction=way)["hidden"]
        row = [r.direction for r in found.rows[1:]].index(way) + 1
        expected = [hidden[unit, step] for at, step, unit in found.squares if at == row]
        drawn = [s for s, (at, _, _) in zip(states, found.squares, strict=True) if at == row]
        assert np.array(drawn) == pytest.approx(np.array(expected), abs=1e-6)


def test_layers_whose_sequences_differ_in_length_are_unrolled_each_by_itself(make_session, layers):
    layer = layers["layer"]
    session = make_session(
        "wave", layer("lstm", "long", units=3, return_sequences=True),
        layer("max_pooling1d", pool_size=2), layer("gru", "short", units=2),
        layers["output"](1, "linear"), loss="mse",
    )  # fmt: skip
    network, signature = session.experiment.network, session.dataset.signature
    for name, length, features in (("long", 24, 1), ("short", 12, 3)):
        found = unrolling(network, signature, length - 1, name)
        assert found is not None
        assert (found.length, [row.layer for row in found.rows]) == (length, ["input", name])
        assert found.rows[0].units == features
        states = probe(session, "unrolled", focus=length - 1, layer=name)["states"]
        hidden = probe(session, "recurrent", layer=name)["hidden"]
        expected = [hidden[unit, step] for at, step, unit in found.squares if at == 1]
        assert states[-len(expected) :] == pytest.approx(np.array(expected), abs=1e-6)


def test_what_does_not_fit_says_why(recurrent, make_session, layers):
    session = recurrent("gru")
    for options, words in (
        ({"layer": "output"}, "no recurrent layer 'output'"),
        ({"direction": "backward"}, "only forwards"),
        ({"first": 64}, "only 3 units"),
    ):
        with pytest.raises(ProbeMisfit, match=words):
            probe(session, "recurrent", **options)
    with pytest.raises(ProbeMisfit, match="only 1 outputs"):
        probe(session, "through_time", output=1)
    plain = make_session("circle", layers["output"](1))
    for name in ("recurrent", "recurrent_unit", "through_time", "unrolled", "similar_spans"):
        with pytest.raises(ProbeMisfit, match="no recurrent layer"):
            probe(plain, name)


def test_units_of_a_span_are_those_that_stay_beyond_the_threshold():
    hidden = np.array([[0.9, -0.5, 0.1], [0.8, -0.6, 0.9], [-0.9, -0.7, 0.9]])
    assert active_units(hidden, 0, 1, 0.3).tolist() == [1, -1, 0]
    assert active_units(hidden, 1, 2, 0.3).tolist() == [0, -1, 1]
    assert active_units(hidden, 0, 2, 0.95).tolist() == [0, 0, 0]


def test_the_best_window_is_where_the_same_units_do_the_same():
    active = np.array([1, -1, 0], np.int8)
    hidden = np.array([[0, 0, 0], [0.9, 0.9, 0], [0.5, -0.5, 0], [0.5, -0.5, 0.9], [0, -0.9, 0]])
    assert best_match(hidden, active, hidden[2:4], 0.3) == (1.0, 0.0, 2)
    match, distance, start = best_match(hidden, active, hidden[2:5], 0.3)
    assert (match, distance, start) == (pytest.approx(5 / 6), 0.0, 2)
    assert best_match(np.tile([0.5, -0.5, 0], (4, 1)), active, hidden[2:4], 0.3)[2] == 0


def test_a_sequence_equal_to_the_chosen_one_is_found_first(recurrent):
    session = recurrent("lstm")
    inputs = session.dataset.x_test.copy()
    inputs[9] = inputs[2]
    session._live.dataset = replace(session.dataset, x_test=inputs)
    found = probe(session, "similar_spans", example=2, first=20, last=23, threshold=0.0)
    assert found["number"][0] == 10
    assert found["score"][0] == 1.0
    assert found["start"][:2].tolist() == [21, 21]
    assert found["activity"][0] == pytest.approx(found["activity"][1])


def test_a_span_in_which_no_unit_is_active_says_what_to_do(recurrent):
    with pytest.raises(ProbeMisfit, match="lower threshold"):
        probe(recurrent("simple_rnn"), "similar_spans", threshold=1.0)


def test_masked_steps_are_not_taken_apart(make_session, layers):
    session = make_session(
        "wave", layers["layer"]("masking", "mask"), layers["layer"]("gru", "memory", units=3),
        layers["output"](1, "linear"), loss="mse",
    )  # fmt: skip
    with pytest.raises(ProbeMisfit, match="skips masked steps"):
        probe(session, "recurrent", layer="memory")
