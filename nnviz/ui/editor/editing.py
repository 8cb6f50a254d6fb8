"""Edits of the visitor's network: made, said in words, and followed by what is chosen.

A closed block counts as a layer: it is chosen, moved, copied, named, linked and removed as one.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from nnviz.core.blocks.placing import insert_block
from nnviz.core.editing import block_edits, block_moves, edits
from nnviz.core.spec.network import INPUT, NetworkSpec
from nnviz.core.spec.params import ParamValue
from nnviz.data import signature
from nnviz.live.outline import Asked
from nnviz.ui.editor import words
from nnviz.ui.state import session
from nnviz.ui.state.choices import choose, chosen

Chosen = str | tuple[str, str]
"""A layer or a closed block, or the link from one layer to another."""
Edit = Callable[[NetworkSpec], NetworkSpec]

_CHOSEN, _SAID, _OPENED = "build_chosen", "build_said", "build_opened"


def current(network: NetworkSpec) -> Chosen:
    """Return what is chosen: a layer, closed block or link that there still is.

    A layer in a closed block stands for the block, and a block that is open for its first layer.
    """
    found: Chosen = chosen(_CHOSEN, "")
    blocks = closed(network)
    if isinstance(found, tuple):
        links = {
            (source, layer.id)
            for index, layer in enumerate(network.layers)
            for source in network.sources(index)
        }
        found = found if found in links else found[1]
    if isinstance(found, tuple):
        return found
    known = {INPUT, *(layer.id for layer in network.layers)}
    every = block_edits.blocks_of(network)
    if found not in known and found not in blocks:
        found = every[found][0] if found in every else network.layers[0].id
    return block_moves.node_of(found, blocks)


def pick(what: Chosen) -> None:
    """Choose a layer or a link."""
    choose(_CHOSEN, what)
    choose(_SAID, "")


def said() -> str:
    """Return what the last edit did, in a sentence."""
    return str(chosen(_SAID, ""))


def closed(network: NetworkSpec) -> dict[str, tuple[str, ...]]:
    """Return the layers of every block that is shown as one box."""
    opened = chosen(_OPENED, frozenset[str]())
    return {
        name: layers
        for name, layers in block_edits.blocks_of(network).items()
        if name not in opened
    }


def turn(block: str) -> None:
    """Open a block that is closed, or close it."""
    opened = chosen(_OPENED, frozenset[str]())
    choose(_OPENED, opened ^ {block})
    choose(_CHOSEN, block)
    choose(_SAID, words.turned(block, closed=block in opened))


def perform(edit: Edit, told: str, then: Chosen | None = None) -> None:
    """Make an edit, or say why it is not possible.

    Args:
        edit: Returns the changed network.
        told: What it did, for those who hear the page.
        then: What is chosen afterwards; None leaves that.
    """
    before = session.experiment()
    session.edit(lambda now: now.changed(network=edit(now.network)))
    if session.experiment() == before:
        refusal = session.notice()
        choose(_SAID, refusal.text if refusal else "")
        return
    choose(_SAID, told)
    if then is not None:
        choose(_CHOSEN, then)


def add(kind: str, place: Chosen) -> None:
    """Put a new layer behind the chosen one or block, or on the chosen link."""
    network = session.experiment().network
    new = edits.free_id(network, kind)
    target, readers = (place, None) if isinstance(place, str) else (place[0], (place[1],))
    target = block_moves.last_of(network, target, closed(network))
    perform(
        lambda now: edits.insert_after(now, target, kind, readers=readers),
        words.added(new, target),
        new,
    )


def add_block(name: str, values: Mapping[str, ParamValue], place: Chosen) -> None:
    """Put a new block behind the chosen layer, or behind the first of the chosen link."""
    now = session.experiment()
    source = place if isinstance(place, str) else place[0]
    source = block_moves.last_of(now.network, source, closed(now.network))
    before = set(block_edits.blocks_of(now.network))
    perform(
        lambda network: insert_block(network, signature(now.data), (source,), name, values),
        words.added(name.replace("_", " "), source),
    )
    after = block_edits.blocks_of(session.experiment().network)
    if new := [block for block in after if block not in before]:
        choose(_CHOSEN, new[0])


def fold(layers: Sequence[str], word: str) -> None:
    """Make one block of several layers."""
    before = set(block_edits.blocks_of(session.experiment().network))
    perform(lambda now: block_edits.fold(now, layers, word), words.grouped(len(layers)))
    after = block_edits.blocks_of(session.experiment().network)
    if new := [block for block in after if block not in before]:
        choose(_CHOSEN, new[0])


def unfold(block: str) -> None:
    """Take a block apart."""
    perform(lambda now: block_edits.unfold(now, block), words.ungrouped(block))


def remove(node: str) -> None:
    """Take a layer or a block out; what it read is chosen then."""
    network = session.experiment().network
    every = block_edits.blocks_of(network)
    read = block_moves.reads_outside(network, every.get(node, (node,)))
    perform(
        lambda now: (block_edits.remove_block if node in every else edits.remove)(now, node),
        words.removed(node),
        read[0] if read else None,
    )


def duplicate(node: str) -> None:
    """Put a copy of a layer or a block behind it."""
    network = session.experiment().network
    if node in block_edits.blocks_of(network):
        _named(lambda now: block_moves.duplicate(now, node), lambda new: words.copied(new, node))
        return
    kinds = {one.id: one.kind for one in network.layers}
    new = edits.free_id(network, kinds.get(node, node))
    perform(lambda now: edits.duplicate(now, node), words.copied(new, node), new)


def rename(node: str, name: str) -> None:
    """Give a layer or a block another name."""
    if node in block_edits.blocks_of(session.experiment().network):
        _named(
            lambda now: block_moves.rename(now, node, name), lambda new: words.renamed(node, new)
        )
        return
    perform(lambda now: edits.rename(now, node, name), words.renamed(node, name), name)


def _named(
    edit: Callable[[NetworkSpec], tuple[NetworkSpec, str]], told: Callable[[str], str]
) -> None:
    """Make an edit that gives a block its name, which `told` says and which is chosen then."""
    given: list[str] = []

    def made(now: NetworkSpec) -> NetworkSpec:
        network, name = edit(now)
        given.append(name)
        return network

    perform(made, "")
    if given and given[-1] in block_edits.blocks_of(session.experiment().network):
        choose(_SAID, told(given[-1]))
        choose(_CHOSEN, given[-1])


def up(node: str) -> None:
    """Let a layer or a block change places with the one before it."""
    perform(lambda now: block_moves.move_up(now, node, closed(now)), words.moved_up(node), node)


def down(node: str) -> None:
    """Let a layer or a block change places with the one behind it."""
    perform(lambda now: block_moves.move_down(now, node, closed(now)), words.moved_down(node), node)


def move(node: str, after: str, before: str | None = None) -> None:
    """Put a layer or a block behind another one, or on the link between two layers."""
    readers = None if before is None else (before,)
    perform(
        lambda now: block_moves.move(now, node, after, closed(now), readers=readers),
        words.moved(node, after),
        node,
    )


def connect(source: str, target: str) -> None:
    """Let a layer or a block read one more."""
    told = words.connected(source, target)
    perform(lambda now: block_moves.connect(now, source, target, closed(now)), told, target)


def disconnect(source: str, target: str) -> None:
    """Let a layer or a block read one less."""
    told = words.disconnected(source, target)
    perform(lambda now: block_moves.disconnect(now, source, target, closed(now)), told, target)


def answer(asked: Asked) -> None:
    """Do what was asked for in the list of layers and blocks."""
    node, value = asked.layer, asked.value
    actions: dict[str, Callable[[], None]] = {
        "choose": partial(choose_or_open, node),
        "up": partial(up, node),
        "down": partial(down, node),
        "after": partial(move, node, value),
        "remove": partial(remove, node),
        "duplicate": partial(duplicate, node),
        "name": partial(rename, node, value),
        "connect": partial(connect, node, value),
    }
    if asked.action in actions:
        actions[asked.action]()


def choose_or_open(node: str) -> None:
    """Choose a layer or a block; a block that is chosen already is opened."""
    network = session.experiment().network
    if node in closed(network) and current(network) == node:
        turn(node)
    else:
        pick(node)
