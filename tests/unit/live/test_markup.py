"""What a figure may bring to the browser: markup of our own figures, nothing else."""

import json

import plotly.graph_objects as go
import pytest

from nnviz.live.component import Drawn
from nnviz.live.markup import without_foreign_tags

OURS = (
    '<b>loss</b><br><span style="color:#1f2933">quiet</span> 10<sup>-3</sup>',
    "<span style='color:rgba(1, 2, 3, 0.5)'>x</span>",
    "step %{x}<br>%{y:.3f}<extra>update gate</extra>",
    "1 < 2, a <- b",
)
FOREIGN = (
    '<a href="http://evil.example">Sign in</a>',
    "<A HREF='http://evil.example'>x</A>",
    "<img src=x onerror=alert(1)>",
    '<span style="color:red" class="x">x</span>',
    '<span style="background:url(http://evil.example/x.png)">x</span>',
    "<script>x</script>",
    "<!-- x",
    "</svg>",
)


def drawn(text: str) -> dict:
    return json.loads(Drawn.of(go.Figure(go.Scatter(x=[1], y=[1], text=[text], name=text))).text)


@pytest.mark.parametrize("text", OURS)
def test_markup_of_our_own_figures_stays(text):
    (trace,) = drawn(text)["data"]
    assert trace["text"] == [text]
    assert without_foreign_tags(json.dumps(text)) == json.dumps(text)


@pytest.mark.parametrize("text", FOREIGN)
def test_any_other_tag_is_text(text):
    (trace,) = drawn(text)["data"]
    expected = text.replace("<", "\u2039")
    if text.endswith("</span>"):
        expected = expected.replace("\u2039/span>", "</span>")
    assert trace["text"] == [expected]
    assert trace["name"] == expected
    assert "<a" not in without_foreign_tags(text).lower()
