"""Edits of the visitor's network: made, said in words, and followed by what is chosen."""

from collections.abc import Callable
from functools import partial

from nnviz.core import edits
from nnviz.core.network import INPUT, NetworkSpec
from nnviz.core.shapes import layer_kind
from nnviz.live.outline import Asked
from nnviz.ui import session
from nnviz.ui.choices import choose, chosen

Chosen = str | tuple[str, str]
"""A layer, or the link from one to another."""
Edit = Callable[[NetworkSpec], NetworkSpec]

_CHOSEN, _SAID = "build_chosen", "build_said"


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


def duplicate(layer: str) -> None:
    """Put a copy of a layer behind it."""
    network = session.experiment().network
    if layer == INPUT:
        return
    new = edits.free_id(network, layer_kind(network.layer(layer)).name)
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
