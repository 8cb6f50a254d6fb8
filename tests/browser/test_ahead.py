"""What a figure will want is asked for before it is on the page, in a browser."""

import json
import queue
import time

import pytest

from tests.browser.scripted import asked_for, drawn, floats, line, read, show, wait_for, want


@pytest.fixture
def page(component):
    """The component's own page, in place of the app's."""
    return component


def test_what_a_figure_to_come_wants_is_asked_for_alone_and_drawn_with_it(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    asked_for(script, 1)
    coming = line("b/y", side=3) | {"place": "next"}
    script.tell(place="next", wants=[want("b", side=3)])
    ahead = script.next()
    assert [asked["options"] for asked in ahead["want"]] == [{"side": 3}]
    assert ahead["seen"] == 0
    # It comes before the page has the figure; what is on the page stays as it is.
    script.send(script([(ahead["want"][0]["key"], {"y": floats([7, 8])})]))
    with pytest.raises(queue.Empty):
        script.asked.get(timeout=0.3)
    show(page, "two", coming)
    page.wait_for_function("document.querySelector('#two .nnviz-live[data-full]')")
    assert list(read(page, "two", "data[0].y").values()) == [7, 8]
    both = asked_for(script, 2)
    assert {json.dumps(asked["options"]) for asked in both["want"]} == {"{}", '{"side": 3}'}
    # What is on the page already needs no such message.
    script.tell(place="next", wants=[want("b", side=3)])
    with pytest.raises(queue.Empty):
        script.asked.get(timeout=0.3)


def sides(message):
    return [asked["options"]["side"] for asked in message["want"]]


def test_figures_to_come_together_are_asked_for_together(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    asked_for(script, 1)
    busy = "() => { const end = performance.now() + 300; while (performance.now() < end); }"
    page.evaluate(f"() => {{ setTimeout({busy}) }}")
    for place, side in (("first", 3), ("second", 4)):
        script.tell(place=place, wants=[want("b", side=side)])
    assert sides(script.next()) == [3]
    # Before there is an answer.
    assert sides(script.next()) == [3, 4]


def test_of_figures_to_come_only_what_is_missing_is_asked_for(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    asked_for(script, 1)
    script.tell(place="first", wants=[want("b", side=3)])
    ahead = script.next()
    time.sleep(0.05)
    script.tell(place="second", wants=[want("b", side=4), want("c", side=5)])
    with pytest.raises(queue.Empty):
        script.asked.get(timeout=0.3)
    script.send(script([(ahead["want"][0]["key"], {"y": floats([7, 8])})]))
    more = script.next()
    assert sides(more) == [4, 5]
    # What cannot be read out is answered in words, and that is an answer too.
    key, other = (asked["key"] for asked in more["want"])
    script.send(script([(key, {"y": floats([9, 9])})], notes={other: "Not of this."}))
    assert sides(script.next()) == [3, 4, 5]


def test_a_figure_that_never_comes_is_not_waited_for(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    asked_for(script, 1)
    script.tell(place="never", wants=[want("b", side=3)])
    assert script.next()["want"][0]["options"] == {"side": 3}
    again = script.next()
    assert [asked["options"] for asked in again["want"]] == [{}]
    script.send(script([(again["want"][0]["key"], {"y": floats([2, 3])})]))
    wait_for(page, "one", "data.0.y", [2, 3])


def test_a_frame_that_was_under_way_is_shown_but_does_not_stand_for_the_answer(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    first = asked_for(script, 1)
    key = first["want"][0]["key"]
    show(page, "two", line("b/y", side=3))
    second = asked_for(script, 2)
    script.send(script([(key, {"y": floats([1, 5])})], keys=[key]))
    wait_for(page, "one", "data.0.y", [1, 5])
    with pytest.raises(queue.Empty):
        script.asked.get(timeout=0.3)
    script.send(script([(second["want"][1]["key"], {"y": floats([3, 4])})], version=9))
    wait_for(page, "two", "data.0.y", [3, 4])
    assert script.next()["seen"] == 9


def test_a_press_is_told_to_the_run_and_asks_for_nothing(page, script):
    show(page, "one", line("a/y"))
    drawn(page, "one")
    asked_for(script, 1)
    page.mouse.click(2, 2)
    deadline = time.monotonic() + 5
    # When a button goes down, and once more when it has become a click.
    while script.presses < 2 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert script.presses == 2
    with pytest.raises(queue.Empty):
        script.asked.get(timeout=0.1)
