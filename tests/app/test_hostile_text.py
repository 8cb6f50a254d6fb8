"""No text of a visitor, file or link is read as Markdown or HTML, wherever a page shows it."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnviz.core.files.places import PAGES
from nnviz.data.starters import STARTERS
from nnviz.live.handed import HandedFile, hand_over
from tests.app.test_links import fields, packed, with_data, with_layer, with_training

CIRCLE = STARTERS["circle"].experiment
HOSTILE = (
    "**hot** text",
    "[Session](http://evil.example)",
    "![](http://evil.example/y.png)",
    "<img src=x onerror=x>",
    '<a href="//evil.example">x</a>',
    "$x$ :red[hot] :material/error:",
    "www.evil.example a@evil.example",
    "`hot` _hot_ # hot",
)
READ_AS_MARKUP = re.compile(
    r"(?<!\\)\*\*hot|(?<!\\)\[Session|(?<!\\)!\[|(?<!\\)<(?:img|a )|(?<!\\)\$x"
    r"|:red\\?\[|:material/error:$|https?\\?:/|www\\?\.evil|@evil"
    r"|(?<!\\)`hot|(?<!\\)_hot|(?<!\\)# hot"
)
"""Hostile text that lacks its escapes."""
SHOWN_AS_IT_IS = {
    "TextInput.value", "TextArea.value", "Selectbox.options", "MultiSelect.options",
    "Code.codeText",
    "Selectbox.set_value", "Selectbox.raw_value", "FileUploader.uploaded_file_info",
}  # fmt: skip
"""Fields of Streamlit's messages whose text is not read as Markdown."""
_IDENTITIES = re.compile(r"(?:^|_)(?:id|hash|key|string|url|elementId|formId)$|Id$|Key$|Hash$")
PAGES_SHOWN = [
    str(PAGES / path)
    for path in (
        "architectures/build.py", "architectures/architectures.py", "compare/networks.py",
        "inspect/activations.py",
    )
]  # fmt: skip
"""Pages on which names of data and layers stand."""


def texts(message: Any) -> Iterator[tuple[str, str]]:
    """Yield every text of one of Streamlit's messages, by the names of message and field."""
    for field, value in message.ListFields():
        values = value if isinstance(value, (list, tuple)) or hasattr(value, "append") else [value]
        for one in values:
            if isinstance(one, str):
                yield f"{message.DESCRIPTOR.name}.{field.name}", one
            elif hasattr(one, "ListFields"):
                yield from texts(one)


def everything(block: Any) -> Iterator[Any]:
    """Yield every element and block of a page."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from everything(child)


def markup(visit) -> list[tuple[str, str]]:
    """Return where hostile text would be read as markup."""
    found = []
    for node in everything(visit.app._tree):
        if getattr(node, "proto", None) is None:
            continue
        for place, text in texts(node.proto):
            name = place.partition(".")[2]
            if place in SHOWN_AS_IT_IS or _IDENTITIES.search(name):
                continue
            if place.startswith(("BidiComponent", "Html.")):  # HTML: Markdown says nothing in it.
                if re.search(r"(?:<|\\u003c)(?:img|a )", text):
                    found.append((place, text[:200]))
            elif READ_AS_MARKUP.search(text):
                found.append((place, text[:200]))
    return found


def other_pages(visit) -> list[tuple[str, str, str]]:
    found = []
    for page in PAGES_SHOWN:
        visit.app.switch_page(page)
        visit.run()
        found += [(page, *each) for each in markup(visit)]
    return found


def links(text: str) -> dict[str, str]:
    """Return links that hold a text wherever there is one."""
    own = {"name": "own_table", "options": {"file": "0" * 64, "title": text[:64]}}
    einsum = {"kind": "einsum_dense", "params": {"equation": text[:64]}}
    return {
        "a field": packed({**fields(), text: 1}),
        "a field of the data": packed(with_data(**{text: 1})),
        "an option": packed(with_data(options={text: 1})),
        "the data": packed(with_data(name=text)),
        "a feature": packed(with_data(features=[text])),
        "a title": packed(fields(data={**fields()["data"], **own, "features": []})),
        "a kind": packed(with_layer(kind=text)),
        "a parameter": packed(with_layer(params={text: 1})),
        "an activation": packed(with_layer(params={"activation": text})),
        "an equation": packed(with_layer(**einsum)),
        "the name of a layer": packed(with_layer(id=text)),
        "what is read": packed(with_layer(inputs=[text])),
        "a setting": packed(with_training(**{text: 1})),
        "a loss": packed(with_training(loss=text)),
        "the version": text,
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_a_link_brings_no_markup(visit, text):
    for place, link in links(text).items():
        visit.open(link, hide=text, open=text)
        assert visit.errors, place
        assert markup(visit) == [], place


def table(text: str) -> bytes:
    cell = '"' + text.replace('"', '""') + '"'
    rows = [
        f"{n % 7},{n % 5},{cell if n % 2 else 'dog'},{cell if n % 3 else 'red'}" for n in range(40)
    ]
    return "\n".join([f"a,{cell},kind,{cell} 2", *rows]).encode()


def pictures(text: str) -> bytes:
    data, folder = io.BytesIO(), text.replace("/", "\u2215")
    with zipfile.ZipFile(data, "w") as archive:
        for name, level in ((folder, 20), ("light", 220)):
            for number in range(6):
                picture = io.BytesIO()
                Image.new("L", (16, 16), level + number).save(picture, "PNG")
                archive.writestr(f"{name}/{number}.png", picture.getvalue())
    return data.getvalue()


def arrays(text: str) -> bytes:
    data, values = io.BytesIO(), np.random.default_rng(0).normal(size=(30, 4))
    names = np.array([text if n % 2 else "dog" for n in range(30)])
    np.savez(data, **{text.replace("/", "-"): values, "x": values, "y": names})
    return data.getvalue()


FILES = {"table.csv": table, "pictures.zip": pictures, "arrays.npz": arrays}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", FILES)
def test_data_bring_no_markup(visit, kind, text):
    visit.open().click("own_data")
    name = f"{text.replace('/', '-')} {kind}"
    visit.widgets()["own_data_file"].upload(name, FILES[kind](text))
    visit.run()
    assert markup(visit) == []
    if "own_use" in visit:
        visit.click("own_use")
        assert markup(visit) == []
        assert other_pages(visit) == []
    else:
        assert visit.errors


def model(text: str) -> bytes:
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 2]}}
    strange = {
        "class_name": text,
        "config": {"name": text},
        "build_config": {"input_shape": [None, 2]},
    }
    dense = {"class_name": "Dense", "config": {"name": text, "units": 1, "activation": text}}
    config = {
        "name": text,
        "layers": [first, strange, {**dense, "config": {"name": text, "units": 1}}],
    }
    return json.dumps({"class_name": "Sequential", "config": config}).encode()


def code(text: str) -> bytes:
    return f"""
import keras
model = keras.Sequential([
    keras.Input((2,)),
    keras.layers.Dense(5, "relu", name={text!r}),
    keras.layers.Dense(1, {text!r}),
], name={text!r})
""".encode()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["x.json", "x.py"])
def test_models_bring_no_markup(visit, kind, text):
    data = model(text) if kind == "x.json" else code(text)
    visit.open(open=hand_over(HandedFile(f"{text.replace('/', '-')} {kind}", data)))
    assert markup(visit) == []
    assert other_pages(visit) == []


def test_the_sweep_sees_markup_where_there_is_some(visit):
    """Or it would find nothing in pages that it cannot read."""
    visit.open()
    nodes = [node for node in everything(visit.app._tree) if getattr(node, "proto", None)]
    shown = [place for node in nodes for place, _ in texts(node.proto)]
    assert {"Markdown.body", "Button.label", "Button.help", "Selectbox.label"} <= set(shown)
    for text in HOSTILE:
        assert READ_AS_MARKUP.search(f"It is {text}"), text
