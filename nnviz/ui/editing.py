"""Edits of the visitor's network: made, said in words, and followed by what is chosen."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from nnviz.core import block_edits, edits
from nnviz.core.blocks.placing import insert_block
from nnviz.core.network import INPUT, NetworkSpec
from nnviz.core.params import ParamValue
from nnviz.data import signature
from nnviz.live.outline import Asked
from nnviz.ui import session
from nnviz.ui.choices import choose, chosen

Chosen = str | tuple[str, str]
"""A layer, or the link from one to another."""
Edit = Callable[[NetworkSpec], NetworkSpec]

_CHOSEN, _SAID, _OPENED = "build_chosen", "build_said", "build_opened"


def current(network: NetworkSpec) -> Chosen:
    """Return what is chosen: a layer or link that there still is, else the first layer."""
    found: Chosen = chosen(_CHOSEN, "")
    if isinstance(found, tuple):
        links = {
            (source, layer.id)
            for index, layer in enumerate(network.layers)
            for source in network.sources(index)
        }
        found = found if found in links else found[1]
    known = {INPUT, *(layer.id for layer in network.layers)}
    return found if isinstance(found, tuple) or found in known else network.layers[0].id


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
    choose(_SAID, f"{block} is {'closed' if block in opened else 'open'} now.")


def perform(edit: Edit, words: str, then: Chosen | None = None) -> None:
    """Make an edit, or say why it is not possible.

    Args:
        edit: Returns the changed network.
        words: What it did, for those who hear the page.
        then: What is chosen afterwards; None leaves that.
    """
    before = session.experiment()
    session.edit(lambda now: now.changed(network=edit(now.network)))
    if session.experiment() == before:
        refusal = session.notice()
        choose(_SAID, refusal.text if refusal else "")
        return
    choose(_SAID, words)
    if then is not None:
        choose(_CHOSEN, then)


def add(kind: str, place: Chosen) -> None:
    """Put a new layer behind the chosen one, or on the chosen link."""
    network = session.experiment().network
    new = edits.free_id(network, kind)
    target, readers = (place, None) if isinstance(place, str) else (place[0], (place[1],))
    perform(
        lambda now: edits.insert_after(now, target, kind, readers=readers),
        f"{new} added after {target}.",
        new,
    )


def add_block(name: str, values: Mapping[str, ParamValue], place: Chosen) -> None:
    """Put a new block behind the chosen layer, or behind the first of the chosen link."""
    now = session.experiment()
    source = place if isinstance(place, str) else place[0]
    before = set(block_edits.blocks_of(now.network))
    perform(
        lambda network: insert_block(network, signature(now.data), (source,), name, values),
        f"{name.replace('_', ' ')} added after {source}.",
    )
    after = block_edits.blocks_of(session.experiment().network)
    if new := [layers[-1] for block, layers in after.items() if block not in before]:
        choose(_CHOSEN, new[0])


def fold(layers: Sequence[str], word: str) -> None:
    """Make one block of several layers."""
    perform(lambda now: block_edits.fold(now, layers, word), f"{len(layers)} layers are a block.")


def unfold(block: str) -> None:
    """Take a block apart."""
    perform(lambda now: block_edits.unfold(now, block), f"{block} is taken apart.")


def remove_block(block: str) -> None:
    """Take a whole block out."""
    perform(lambda now: block_edits.remove_block(now, block), f"{block} removed.")


def duplicate(layer: str) -> None:
    """Put a copy of a layer behind it."""
    network = session.experiment().network
    kinds = {one.id: one.kind for one in network.layers}
    new = edits.free_id(network, kinds.get(layer, layer))
    perform(lambda now: edits.duplicate(now, layer), f"{new} is a copy of {layer}.", new)


def remove(layer: str) -> None:
    """Take a layer out; what it read is chosen then."""
    network = session.experiment().network
    ids = [one.id for one in network.layers]
    then = network.sources(ids.index(layer))[0] if layer in ids else None
    perform(lambda now: edits.remove(now, layer), f"{layer} removed.", then)


def rename(layer: str, name: str) -> None:
    """Give a layer another name."""
    perform(lambda now: edits.rename(now, layer, name), f"{layer} is called {name} now.", name)


def up(layer: str) -> None:
    """Let a layer change places with the one before it."""
    perform(lambda now: edits.move_up(now, layer), f"{layer} moved up.", layer)


def down(layer: str) -> None:
    """Let a layer change places with the one behind it."""
    perform(lambda now: edits.move_down(now, layer), f"{layer} moved down.", layer)


def move(layer: str, after: str, before: str | None = None) -> None:
    """Put a layer behind another one, or on the link between two others."""
    readers = None if before is None else (before,)
    words = f"{layer} moved behind {after}."
    perform(lambda now: edits.move(now, layer, after, readers=readers), words, layer)


def connect(source: str, target: str) -> None:
    """Let a layer read one more."""
    words = f"{target} reads {source} too."
    perform(lambda now: edits.connect(now, source, target), words, target)


def disconnect(source: str, target: str) -> None:
    """Let a layer read one less."""
    words = f"{target} no longer reads {source}."
    perform(lambda now: edits.disconnect(now, source, target), words, target)


def answer(asked: Asked) -> None:
    """Do what was asked for in the list of layers."""
    layer, value = asked.layer, asked.value
    blocks = closed(session.experiment().network)
    if layer in blocks or value in blocks:
        _answer_block(asked, blocks)
        return
    actions: dict[str, Callable[[], None]] = {
        "choose": partial(pick, layer),
        "up": partial(up, layer),
        "down": partial(down, layer),
        "after": partial(move, layer, value),
        "remove": partial(remove, layer),
        "duplicate": partial(duplicate, layer),
        "name": partial(rename, layer, value),
        "connect": partial(connect, layer, value),
    }
    if asked.action in actions:
        actions[asked.action]()


def _answer_block(asked: Asked, blocks: Mapping[str, tuple[str, ...]]) -> None:
    """Do what was asked for with a closed block: it is opened, passed by or taken out."""
    if asked.action == "choose":
        turn(asked.layer)
    elif asked.action == "remove":
        remove_block(asked.layer)
    elif asked.action == "after" and asked.layer not in blocks:
        move(asked.layer, blocks[asked.value][-1])
    else:
        choose(_SAID, "Open the block first: then its layers are moved and connected one by one.")
