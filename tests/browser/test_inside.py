"""Into a network while it learns: recurrence on the wave, learning and the time machine."""

import time

import pytest
from playwright.sync_api import expect

from nnviz.data.starters import STARTERS
from tests.browser.playground import LONG_MS, Playground

QUICK = 0.3
"""Seconds within which a view is there on a quiet machine."""
SHARED_MACHINE = 10.0
"""How many times as long anything may take on a shared one."""


@pytest.fixture
def inside(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def view_appears(visit: Playground, radio: str, key: str) -> float:
    """Choose a view and return the seconds until its figure is drawn."""
    begin = time.monotonic()
    visit.page.get_by_role("radio", name=radio).first.click()
    expect(visit.control(key).locator(".main-svg").first).to_be_visible(timeout=LONG_MS)
    return time.monotonic() - begin


def test_the_memory_of_a_wave_network_is_seen_while_it_learns(inside):
    inside.open(STARTERS["wave"].experiment)
    inside.play()
    inside.look_inside("Recurrence")
    expect(inside.control("unrolled").locator(".main-svg").first).to_be_visible(timeout=LONG_MS)
    expect(inside.control("gates_map").locator(".main-svg").first).to_be_visible()
    inside.wait_for(lambda now: now["state"] == "running" and now["epoch"] > 0)
    heading = inside.page.get_by_text("number by number")
    expect(heading).to_contain_text("Unit 1 at step 24")
    inside.press("recurrent_step", "ArrowLeft")
    expect(heading).to_contain_text("Unit 1 at step 23")
    sums = inside.control("unit_step")
    expect(sums.locator("text", has_text="Forget gate").first).to_be_visible()
    for radio, key in (
        ("Gradient through time", "through_time"), ("Similar sequences", "similar_spans"),
        ("States and gates", "gates_map"),
    ):  # fmt: skip
        took = view_appears(inside, radio, key)
        print(f"{radio}: drawn {took:.2f} s after the click")
        assert took < QUICK * SHARED_MACHINE
    inside.pause()
    shown = sums.locator("text").all_text_contents()
    assert sum(text.replace("\u2212", "").replace(".", "").strip().isdigit() for text in shown) > 20


def test_a_step_is_walked_through_and_the_run_is_looked_back_at(inside):
    inside.open(STARTERS["circle"].experiment)
    inside.play()
    inside.wait_for(lambda now: now["epoch"] > 5)
    inside.pause()
    end = inside.last["step"]
    inside.look_inside("Learning")
    figure = inside.control("backprop")
    expect(figure.locator(".main-svg").first).to_be_visible(timeout=LONG_MS)
    expect(inside.page.get_by_text("The example.")).to_be_visible()
    inside.click("stage_next")
    expect(inside.page.get_by_text("Weighted sums of layer 1.")).to_be_visible()
    expect(figure.locator("text", has_text="bias").first).to_be_visible()
    for radio, key in (
        ("Gradient of each layer", "gradient_flow"), ("Weights over time", "weights_over_time"),
        ("Loss surface", "loss_surface_path"),
    ):  # fmt: skip
        took = view_appears(inside, radio, key)
        print(f"{radio}: drawn {took:.2f} s after the click")
    inside.click("time_machine")
    inside.press("checkpoint", "Home")
    first = inside.wait_for(lambda now: now["step"] == 0)
    assert first["state"] == "paused"
    inside.click("replay")
    inside.wait_for(lambda now: 0 < now["step"] < end)
    now = inside.wait_for(lambda now: now["step"] == end)
    assert now["state"] == "paused"
