"""Ranks: levels, straight lanes, and links that go around what they pass."""

from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.graph.ranks import rank


def ranked(*edges: tuple[str, str]) -> nx.DiGraph:
    graph = nx.DiGraph(edges)
    rank(graph)
    return graph


def test_nothing_has_no_size():
    graph = ranked()
    assert (graph.graph["levels"], graph.graph["width"]) == (0, 0.0)


def test_a_chain_runs_straight_down():
    graph = ranked(("a", "b"), ("b", "c"))
    assert [graph.nodes[name]["level"] for name in "abc"] == [0, 1, 2]
    assert {graph.nodes[name]["x"] for name in "abc"} == {0.5}
    assert graph.edges["a", "b"]["points"] == [(0.5, 0), (0.5, 1)]
    assert (graph.graph["levels"], graph.graph["width"]) == (3, 1.0)


def test_a_link_over_several_ranks_passes_beside_the_nodes():
    graph = ranked(("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"))
    points = graph.edges["a", "d"]["points"]
    assert [level for _, level in points] == [0, 1, 2, 3]
    assert points[0][0] == points[-1][0] == 0.5
    assert points[1][0] == points[2][0] > 1.0
    assert 1.0 < graph.graph["width"] < 1.5


def test_branches_do_not_cross_where_they_need_not():
    graph = ranked(("in", "a"), ("in", "b"), ("b", "under_b"), ("a", "under_a"))
    order = [graph.nodes[name]["place"] for name in ("a", "b", "under_a", "under_b")]
    assert order in ([0, 1, 0, 1], [1, 0, 1, 0])
    assert graph.nodes["a"]["x"] == graph.nodes["under_a"]["x"]
    assert graph.nodes["b"]["beside"] == 2


@st.composite
def dags(draw):
    count = draw(st.integers(2, 14))
    edges = [(str(i - 1), str(i)) for i in range(1, count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    more = draw(st.lists(pairs, max_size=20))
    return edges[:: draw(st.integers(1, 2))] + [
        (str(min(pair)), str(max(pair))) for pair in more if pair[0] != pair[1]
    ]


@given(dags())
def test_any_graph_is_placed_without_overlap(edges):
    graph = ranked(*edges)
    for source, target in graph.edges:
        assert graph.nodes[source]["level"] < graph.nodes[target]["level"]
        levels = [level for _, level in graph.edges[source, target]["points"]]
        first, last = graph.nodes[source]["level"], graph.nodes[target]["level"]
        assert levels == list(range(first, last + 1))
    for level in range(graph.graph["levels"]):
        row = sorted(
            (node["place"], node["x"])
            for _, node in graph.nodes(data=True)
            if node["level"] == level
        )
        assert [place for place, _ in row] == list(range(len(row)))
        for (_, left), (_, right) in pairwise(row):
            assert right - left >= 1 - 1e-9
        passing = [
            x
            for _, _, points in graph.edges(data="points")
            for x, at in points[1:-1]
            if at == level
        ]
        assert all(abs(x - node) > 0.5 for x in passing for _, node in row)
    width: Any = graph.graph["width"]
    assert all(0.5 - 1e-9 <= node["x"] <= width for _, node in graph.nodes(data=True))


@pytest.mark.parametrize("size", [3, 9])
def test_lanes_that_would_be_far_apart_are_packed(size):
    edges = [(f"{i}_{k}", f"{i + 1}_{(k * 5 + 3) % size}") for i in range(12) for k in range(size)]
    graph = ranked(*edges)
    widest = max(node["beside"] for _, node in graph.nodes(data=True))
    assert graph.graph["width"] <= 3 * widest + 1
