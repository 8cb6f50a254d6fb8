"""Placing a directed acyclic graph in ranks: from top to bottom, with links that go around boxes.

The steps of Sugiyama, Tagawa and Toda (1981): a node stands one rank below the lowest of those it
reads; a link over several ranks gets a narrow position in each rank between; positions within a
rank are ordered by the mean of their neighbours, keeping the order with the fewest crossings; and
successive nodes form straight lanes.
"""

from collections.abc import Hashable, Sequence
from itertools import pairwise

import networkx as nx

_SWEEPS = 6
_LOOSE = 3.0
"""How much wider than its widest rank a graph may become by straight lanes."""
_NARROW = 0.16
"""Width of the position of a link that passes by, in widths of a node."""
Place = Hashable


def rank(graph: nx.DiGraph) -> None:
    """Place every node and route every link, within the graph's own data.

    Node data: `level` (0 at the top), `x` (its middle, in widths of a node, from 0 for the
    leftmost edge of all), `place` and `beside` (which of how many of its level it is). Edge data:
    `points`, a list of `(x, level)` from source to target. Graph data: `levels`, `width`.
    """
    for name in nx.topological_sort(graph):
        sources = [graph.nodes[source]["level"] for source in graph.predecessors(name)]
        graph.nodes[name]["level"] = 1 + max(sources, default=-1)
    links, routes = _short_links(graph)
    rows = _rows(graph, routes)
    rows = _ordered(rows, links)
    x = _positions(rows, links)
    shift = min((x[p] - _width(p) / 2 for row in rows for p in row), default=0.0)
    right = max((x[p] + _width(p) / 2 for row in rows for p in row), default=0.0)
    for row in rows:
        real = [place for place in row if not isinstance(place, _Passing)]
        for number, name in enumerate(real):
            graph.nodes[name].update(x=x[name] - shift, place=number, beside=len(real))
    for (source, target), passed in routes.items():
        between = [(x[place] - shift, place.level) for place in passed]
        first, last = graph.nodes[source], graph.nodes[target]
        graph.edges[source, target]["points"] = [
            (first["x"], first["level"]), *between, (last["x"], last["level"])
        ]  # fmt: skip
    graph.graph.update(levels=len(rows), width=right - shift)


class _Passing:
    """The position of a link in a rank that it only passes."""

    __slots__ = ("level",)

    def __init__(self, level: int) -> None:
        self.level = level


Links = dict[Place, list[Place]]


def _width(place: Place) -> float:
    return _NARROW if isinstance(place, _Passing) else 1.0


def _short_links(
    graph: nx.DiGraph,
) -> tuple[tuple[Links, Links], dict[tuple[str, str], list[_Passing]]]:
    """Split every link into steps of one rank.

    Returns:
        What lies above and what lies below each position; and the positions that each link passes.
    """
    above: Links = {}
    below: Links = {}
    routes: dict[tuple[str, str], list[_Passing]] = {}
    for source, target in graph.edges:
        levels = range(graph.nodes[source]["level"] + 1, graph.nodes[target]["level"])
        passed = [_Passing(level) for level in levels]
        routes[source, target] = passed
        chain: list[Place] = [source, *passed, target]
        for upper, lower in pairwise(chain):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    return (above, below), routes


def _rows(graph: nx.DiGraph, routes: dict[tuple[str, str], list[_Passing]]) -> list[list[Place]]:
    at: dict[str, int] = {name: node["level"] for name, node in graph.nodes(data=True)}
    rows: list[list[Place]] = [[] for _ in range(1 + max(at.values(), default=-1))]
    for name, level in at.items():
        rows[level].append(name)
    for passed in routes.values():
        for place in passed:
            rows[place.level].append(place)
    return rows


def _ordered(rows: list[list[Place]], links: tuple[Links, Links]) -> list[list[Place]]:
    """Return the rows with few crossings."""
    if max(map(len, rows), default=0) < 2:
        return rows
    above, below = links
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        down = sweep % 2 == 0
        order = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
        for index in order:
            beside = rows[index - 1] if down else rows[index + 1]
            _sort(rows[index], beside, above if down else below)
        found = _crossings(rows, below)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _sort(row: list[Place], beside: Sequence[Place], links: Links) -> None:
    at = {place: number for number, place in enumerate(beside)}
    means: dict[Place, float] = {}
    for number, place in enumerate(row):
        near = [at[other] for other in links.get(place, ())]
        means[place] = sum(near) / len(near) if near else number
    row.sort(key=lambda place: means[place])


def _crossings(rows: list[list[Place]], below: Links) -> int:
    """Count pairs of links that cross between neighbouring ranks."""
    total = 0
    for upper, lower in pairwise(rows):
        at = {place: number for number, place in enumerate(lower)}
        ends = [end for start in upper for end in sorted(at[low] for low in below.get(start, ()))]
        total += sum(1 for i, end in enumerate(ends) for other in ends[i + 1 :] if other < end)
    return total


def _positions(rows: list[list[Place]], links: tuple[Links, Links]) -> dict[Place, float]:
    """Return the centre of every position, in widths of a node.

    Positions are joined to lanes that run straight down, and every lane stands as far left as the
    order within the ranks allows.
    """
    lanes = _lanes(rows, links[0])
    order: nx.DiGraph[int] = nx.DiGraph()
    order.add_nodes_from(lanes.values())
    for row in rows:
        for left, right in pairwise(row):
            gap = (_width(left) + _width(right)) / 2
            near = (lanes[left], lanes[right])
            known = order.edges[near]["gap"] if order.has_edge(*near) else 0.0
            order.add_edge(*near, gap=max(gap, known))
    x: dict[int, float] = {}
    for lane in nx.topological_sort(order):
        before = [x[other] + order.edges[other, lane]["gap"] for other in order.predecessors(lane)]
        x[lane] = max(before, default=0.0)
    widest = max((sum(map(_width, row)) for row in rows), default=0.0)
    if max(x.values(), default=0.0) > _LOOSE * widest:
        return _packed(rows)
    return {place: x[lane] for place, lane in lanes.items()}


def _packed(rows: list[list[Place]]) -> dict[Place, float]:
    """Return positions side by side: where lanes cross so much that they would be far apart."""
    x: dict[Place, float] = {}
    for row in rows:
        at = 0.0
        for place in row:
            x[place] = at + _width(place) / 2
            at += _width(place)
    return x


def _lanes(rows: list[list[Place]], above: Links) -> dict[Place, int]:
    """Join every position to the lane of something it reads, where no lane is crossed by that.

    Nodes prefer nodes, the leftmost first. Where all branches have come together a lane begins
    again, so that the trunk stays on the left. Brandes and Koepf, "Fast and simple horizontal
    coordinate assignment", 2001, of whose four alignments this is the upper left one.
    """
    lanes: dict[Place, int] = {}
    at: dict[Place, int] = {}
    count = 0
    for row in rows:
        taken = -1
        for place in row:
            near = sorted(above.get(place, ()), key=lambda other: at[other])
            near.sort(key=lambda other: isinstance(other, _Passing))
            closing = len(row) == 1 < len(at)
            free = None if closing else next((i for i in near if at[i] > taken), None)
            if free is None:
                lanes[place] = count
                count += 1
            else:
                lanes[place], taken = lanes[free], at[free]
        at = {place: number for number, place in enumerate(row)}
    return lanes
