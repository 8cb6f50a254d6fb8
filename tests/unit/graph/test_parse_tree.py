"""Where the nodes of a parse tree lie."""

import pytest

from nnviz.core.spec.trees import words_of
from nnviz.data.sets.text.parsing import parsed
from nnviz.graph.parse_tree import parse_tree_graph


def places(text):
    graph = parse_tree_graph(parsed(text))
    return [(data["x"], data["y"]) for _, data in graph.nodes(data=True)], sorted(graph.edges)


def test_one_word_is_the_root():
    graph = parse_tree_graph("good")
    assert (graph.graph["levels"], graph.graph["lines"], len(graph)) == (1, 1, 1)


def test_a_phrase_lies_behind_and_between_its_parts():
    found, edges = places("((not good) film)")
    assert found == [(0, 0), (0, 1), (0, 2), (1, 0.5), (2, 1.25)]
    assert edges == [(0, 3), (1, 3), (2, 4), (3, 4)]


def test_the_farther_part_decides_the_level():
    found, _ = places("(good (but (far (too long))))")
    assert [x for x, _ in found[5:]] == [1, 2, 3, 4]


@pytest.mark.parametrize("text", ["((a film) (is good))", "it was not a very good film with charm"])
def test_no_two_nodes_share_a_place_and_the_root_is_alone_at_the_right(text):
    graph = parse_tree_graph(parsed(text))
    found = {(data["x"], data["y"]) for _, data in graph.nodes(data=True)}
    assert len(found) == len(graph) == 2 * len(words_of(parsed(text))) - 1
    assert [n for n, data in graph.nodes(data=True) if data["x"] == graph.graph["levels"] - 1] == [
        len(graph) - 1
    ]
