"""A part of the epochs is looked at closely while frames go on coming."""

import pytest

from nnviz.figures.kit.theme import LIGHT
from nnviz.figures.output.curves import curves
from tests.browser.scripted import asked_for, drawn, floats, read, show, wait_for

EPOCHS = [0, 10, 20, 30, 40]
LOSS = [1.0, 0.5, 0.2, 0.1, 0.08]


@pytest.fixture
def page(component):
    """The component's own page, in place of the app's."""
    return component


def shown(page, script, log_scale=False):
    """Show curves of five moments, in a figure 500 px wide; return the key of their read-out."""
    figure = curves(LIGHT, log_scale=log_scale)
    show(page, "one", {
        "type": "figure", "token": "run", "figure": figure.to_json(), "fingerprint": "curves",
        "height": 170,
    })  # fmt: skip
    drawn(page, "one")
    key = asked_for(script, 1)["want"][0]["key"]
    send(script, key, 1)
    wait_for(page, "one", "layout.xaxis.range", [0, 40])
    return key


def send(script, key, version, epochs=EPOCHS, loss=LOSS):
    arrays = {"epoch": floats(epochs), "loss": floats(loss), "test_loss": floats(loss),
              "accuracy": floats(loss), "test_accuracy": floats(loss)}  # fmt: skip
    script.send(script([(key, arrays)], version=version))


def drag(page, start, end):
    """Drag over the loss from one epoch to another."""
    left, top, wide = page.evaluate(
        "() => { const plot = document.querySelector('#one .nnviz-plot');"
        "const { left, top } = plot.getBoundingClientRect(); const { xaxis } = plot._fullLayout;"
        "return [left + xaxis._offset, top + 80, xaxis._length] }"
    )
    page.mouse.move(left + wide * start / 40, top)
    page.mouse.down()
    page.mouse.move(left + wide * (start + end) / 80, top)
    page.mouse.move(left + wide * end / 40, top)
    page.mouse.up()


def ranges(page):
    axes = ("xaxis", "xaxis2", "yaxis")
    return {name: read(page, "one", f"layout.{name}.range") for name in axes}


def test_dragging_over_epochs_shows_them_in_both_curves_until_a_double_click(page, script):
    shown(page, script)
    before = ranges(page)
    drag(page, 15, 35)
    page.wait_for_function(
        "() => document.querySelector('#one .nnviz-plot').layout.xaxis2.range[0] > 5"
    )
    found = ranges(page)
    assert found["xaxis"] == pytest.approx([15, 35], abs=1)
    assert found["xaxis2"] == found["xaxis"]
    # The losses at epochs 20 and 30 are 0.2 and 0.1; a margin is around them.
    assert found["yaxis"] == pytest.approx([0.094, 0.206], abs=1e-6)
    assert read(page, "one", "layout.xaxis.title.text") == "epoch, double-click for all"
    page.locator("#one .nsewdrag").first.dblclick()
    wait_for(page, "one", "layout.xaxis.range", [0, 40])
    assert ranges(page) == before
    assert read(page, "one", "layout.yaxis2.range") == [0, 1.02]
    assert read(page, "one", "layout.xaxis.title.text") == "epoch, drag to zoom"


def test_a_zoom_stays_while_frames_come_and_ends_when_the_epochs_begin_anew(page, script):
    key = shown(page, script)
    page.locator("#one .nnviz-plot").focus()
    page.keyboard.press("+")
    wait_for(page, "one", "layout.xaxis.range", [20, 40])
    send(script, key, 2, [*EPOCHS, 70], [1.0, 0.5, 0.2, 0.1, 0.04, 0.01])
    heights = "() => document.querySelector('#one .nnviz-plot').layout.yaxis.range[0] < 0.04"
    page.wait_for_function(heights)
    assert ranges(page)["xaxis"] == [20, 40]
    page.keyboard.press("ArrowRight")
    wait_for(page, "one", "layout.xaxis.range", [25, 45])
    page.keyboard.press("-")
    wait_for(page, "one", "layout.xaxis.range", [5, 45])
    page.keyboard.press("Escape")
    wait_for(page, "one", "layout.xaxis.range", [0, 80])
    page.keyboard.press("+")
    wait_for(page, "one", "layout.xaxis2.range", [40, 80])
    send(script, key, 3, [0, 1], [1, 0.9])
    wait_for(page, "one", "layout.xaxis.range", [0, 10])
    assert read(page, "one", "layout.yaxis.autorange") is True


def test_heights_of_a_logarithmic_axis_are_powers(page, script):
    shown(page, script, log_scale=True)
    page.locator("#one .nnviz-plot").focus()
    page.keyboard.press("+")
    page.keyboard.press("-")
    wait_for(page, "one", "layout.xaxis.range", [0, 40])
    page.keyboard.press("+")
    wait_for(page, "one", "layout.xaxis2.range", [20, 40])
    low, high = ranges(page)["yaxis"]
    # log10 of 0.08 and of 0.2, and 6 % of what lies between them.
    assert (low, high) == pytest.approx((-1.12079, -0.67509), abs=1e-4)
