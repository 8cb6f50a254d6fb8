"""From the first page to a trained network, for each family; and every way to steer a run."""

import time

import pytest
from playwright.sync_api import expect

from nnviz.core.files.codec import from_link
from nnviz.core.spec.experiment import TrainingSpec
from nnviz.data.starters import STARTERS
from tests.browser.playground import LONG_MS, NOTE_FIRST_EPOCH, Playground

SHARED_MACHINE = 3.0
"""How many times as long as on a quiet machine anything may take."""


@pytest.fixture
def playground(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def test_the_page_is_drawn_and_usable_soon_after_the_server_is_up(server, playground):
    begin = time.monotonic()
    playground.page.goto("/")
    expect(playground.button("play")).to_be_enabled()
    expect(playground.slider("depth")).to_be_visible()
    usable = time.monotonic() - begin
    expect(playground.page.locator(".main-svg").first).to_be_visible()
    print(f"usable after {usable:.2f} s, figures after {time.monotonic() - begin:.2f} s ({server})")
    assert usable < 4.0 * SHARED_MACHINE


def test_a_feedforward_network_learns_the_circle_while_it_is_rebuilt(playground):
    playground.open()
    playground.page.evaluate(NOTE_FIRST_EPOCH)
    playground.click("play")
    first = playground.page.evaluate("() => window.firstEpoch")
    print(f"first epoch shown {first:.2f} s after the click on Play")
    assert first < 1.0 * SHARED_MACHINE
    playground.wait_for(lambda now: (now["metrics"] or {}).get("test_accuracy", 0) > 0.95)
    before = playground.last
    playground.press("depth", "ArrowRight", "ArrowRight")
    expect(playground.control("units_feedforward_3")).to_be_visible()
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(4)
    playground.wait_for(
        lambda now: now["network"] != before["network"] and now["epoch"] > 0, LONG_MS / 1000
    )
    playground.press("depth", "ArrowLeft")
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(3)
    playground.expect_state("running")
    epoch = playground.last["epoch"]
    playground.wait_for(lambda now: now["epoch"] > epoch and now["state"] == "running")
    expect(playground.button("play")).to_contain_text("Pause")
    playground.pause()
    expect(playground.field("test_accuracy")).to_contain_text("%")


def test_a_convolutional_network_learns_digits(playground):
    playground.open()
    playground.page.get_by_text("Digits, CNN").click()
    expect(playground.control("units_convolutional_1")).to_be_visible()
    network = STARTERS["digits"].experiment.network.fingerprint
    playground.wait_for(lambda now: now["network"] == network and now["metrics"] is not None)
    playground.play()
    playground.wait_for(lambda now: (now["metrics"] or {}).get("test_accuracy", 0) > 0.9)
    playground.pause()
    shown = playground.field("test_accuracy").inner_text()
    assert float(shown.rstrip(" %")) > 80


def test_a_recurrent_network_learns_the_wave(playground):
    playground.open()
    playground.page.get_by_text("Wave, LSTM").click()
    expect(playground.control("units_recurrent_0")).to_be_visible()
    network = STARTERS["wave"].experiment.network.fingerprint
    start = playground.wait_for(
        lambda now: now["network"] == network and now["metrics"] is not None
    )
    playground.play()
    playground.wait_for(lambda now: (now["metrics"] or {}).get("test_loss", 9) < 0.05)
    playground.pause()
    assert playground.last["metrics"]["loss"] < start["metrics"]["loss"] / 2


def test_epoch_batch_reset_and_new_seed_do_exactly_what_they_say(playground):
    playground.open()
    start = playground.wait_for(lambda now: now["metrics"] is not None)
    assert (start["epoch"], start["step"]) == (0, 0)
    playground.click("batch")
    assert playground.wait_for(lambda now: now["step"] > 0)["step"] == 1
    playground.click("batch")
    assert playground.wait_for(lambda now: now["step"] > 1)["step"] == 2
    playground.click("epoch")
    first = playground.wait_for(lambda now: now["epoch"] > 0 and now["state"] == "paused")
    assert (first["epoch"], first["step"]) == (1, 25)
    playground.click("epoch")
    second = playground.wait_for(lambda now: now["epoch"] > 1 and now["state"] == "paused")
    assert (second["epoch"], second["step"]) == (2, 50)
    playground.click("reset")
    again = playground.wait_for(lambda now: now["step"] == 0 and now["metrics"] is not None)
    assert again["metrics"] == start["metrics"]
    playground.click("epoch")
    repeated = playground.wait_for(lambda now: now["epoch"] == 1 and now["state"] == "paused")
    playground.click("new_seed")
    other = playground.wait_for(lambda now: now["step"] == 0 and now["metrics"] is not None)
    assert other["metrics"]["loss"] != start["metrics"]["loss"]
    assert repeated["step"] == 25


def test_a_live_setting_acts_without_interrupting_the_run(playground):
    playground.open()
    playground.play()
    before = playground.last
    playground.press("learning_rate", "ArrowLeft")
    playground.press("speed", "Home")
    expect(playground.control("speed").get_by_text("1", exact=True).first).to_be_visible()
    slow = playground.wait_for(lambda now: 0 < now["steps_per_second"] < 100)
    assert slow["step"] > before["step"]
    assert slow["network"] == before["network"]
    steps = [header["step"] for header in playground.headers if header["step"] >= before["step"]]
    assert steps == sorted(steps)


def test_the_address_reproduces_the_experiment_elsewhere(playground, new_page):
    playground.open(STARTERS["spiral"].experiment.changed(seed=5))
    playground.press("depth", "ArrowLeft")
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(3)
    three = playground.wait_for(lambda now: now["network"] != playground.headers[0]["network"])
    playground.click("batch")
    playground.wait_for(lambda now: now["step"] == 1)
    playground.click("reset")
    start = playground.wait_for(lambda now: now["step"] == 0 and now["metrics"] is not None)
    address = playground.page.evaluate("() => location.href")
    built = from_link(address.split("?e=")[1])
    assert len(built.network.layers) == 4
    assert built.seed == 5
    other = Playground(new_page())
    other.page.goto(address)
    other.ready()
    same = other.wait_for(lambda now: now["metrics"] is not None)
    assert same["network"] == three["network"]
    assert same["metrics"] == start["metrics"]


def test_a_diverging_run_stops_with_words_and_the_repair_trains(playground):
    start = STARTERS["wave"].experiment
    wild = TrainingSpec(optimizer="sgd", loss="mse", learning_rate=100.0)
    playground.open(start.changed(training=wild))
    playground.click("play")
    playground.expect_state("failed")
    trouble = playground.page.get_by_role("alert")
    expect(trouble).to_be_visible()
    print(f"a diverging run says: {trouble.inner_text()}")
    learned = playground.last
    while learned["state"] == "failed":
        seen = learned["version"]
        playground.click("run_repair_0")
        learned = playground.wait_for(
            lambda now, seen=seen: (
                now["version"] > seen and (now["epoch"] >= 3 or now["state"] == "failed")
            )
        )
    assert learned["state"] == "running"
    assert learned["metrics"]["loss"] < 10
    expect(trouble).to_have_count(0)


def test_a_network_that_does_not_fit_says_so_and_the_repair_trains(playground):
    playground.open()
    playground.page.get_by_role("radio", name="Convolutional").click()
    problem = playground.control("problem_0")
    expect(problem).to_contain_text("Needs")
    print(f"a convolution on points says: {problem.inner_text()}")
    problem.get_by_role("button").first.click()
    expect(problem).to_have_count(0)
    playground.play()
    playground.wait_for(lambda now: now["epoch"] > 0)


def test_play_is_reached_and_pressed_by_keyboard(playground):
    playground.open()
    page = playground.page
    focused = "() => document.activeElement.closest('[class*=\"st-key-play\"]') !== null"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(focused):
            break
    assert page.evaluate(focused)
    page.keyboard.press("Enter")
    playground.expect_state("running")
    expect(playground.button("play")).to_contain_text("Pause")
    page.keyboard.press("Space")
    playground.expect_state("paused")
