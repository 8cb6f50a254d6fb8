"""What goes wrong or is done too fast: killed processes, wild clicks, tabs, reloads, bad links."""

import re
import time

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nnviz.core.spec.experiment import StopSpec, TrainingSpec
from nnviz.data.starters import STARTERS
from tests.browser.playground import Playground

STREAMLIT_RULES = {
    # A popover or tooltip button of Streamlit is nested in an element that has a role itself.
    "nested-interactive",
}
"""Rules of axe that only Streamlit's own markup breaks."""


@pytest.fixture
def playground(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def at_work(server: psutil.Process) -> list[psutil.Process]:
    """The children of the server that compute all the time, seen for half a second."""
    children = server.children(recursive=True)
    for child in children:
        child.cpu_percent()
    time.sleep(0.5)
    return [child for child in children if child.is_running() and child.cpu_percent() > 20]


def recovered(playground: Playground) -> bool:
    """Say whether the run of a page was begun again, for which it gets some seconds."""
    try:
        return bool(playground.wait_for(lambda now: now["recovered"] == 1, seconds=5.0))
    except AssertionError:
        return False


def test_a_killed_run_goes_on_by_itself_and_says_so(playground, serving):
    # Flat out, so that it keeps its core busy, and with epochs to make when all is learned.
    endless = TrainingSpec(learning_rate=0.03, stop=StopSpec(epochs=10_000_000))
    playground.open(STARTERS["circle"].experiment.changed(training=endless))
    playground.play()
    server = psutil.Process(serving.pid)
    epoch = playground.wait_for(lambda now: now["step"] > 5000)["epoch"]
    deadline = time.monotonic() + 60
    # Others compute for a while, too: one that rehearses, or the run of a page that was closed.
    while not recovered(playground) and time.monotonic() < deadline:
        if len(busy := at_work(server)) == 1:
            busy[0].kill()
    assert recovered(playground)
    # A frame tells the reason only while no process trains, which may be shorter than a frame.
    words = "The process ended unexpectedly; the run continues from its last snapshot."
    expect(playground.page.get_by_text(words).first).to_be_visible()
    playground.wait_for(lambda now: now["state"] == "running" and now["epoch"] > epoch)
    expect(playground.button("play")).to_contain_text("Pause")


def test_fast_clicks_on_everything_leave_a_page_that_works(playground):
    playground.open()
    page = playground.page
    keys = ("play", "epoch", "batch", "reset", "new_seed", "play", "regenerate", "play")
    for key in keys * 3:
        playground.button(key).click(no_wait_after=True)
    for name in ("Deep spiral", "Wave, LSTM", "Digits, CNN", "Iris", "Next word", "Circle"):
        page.get_by_text(name, exact=True).click(no_wait_after=True)
    expect(page.get_by_text("each unit learns one straight boundary")).to_be_visible()
    expect(playground.control("units_feedforward_1")).to_be_visible()
    playground.wait_for(lambda now: now["state"] == "paused" and now["epoch"] == 0)
    playground.play()
    playground.wait_for(lambda now: now["epoch"] > 3)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_sliders_dragged_while_training_end_where_they_were_put(playground):
    playground.open()
    playground.play()
    playground.press("depth", *["ArrowRight"] * 6, *["ArrowLeft"] * 6)
    expect(playground.slider("depth")).to_have_value("2")
    playground.press("depth", *["ArrowRight"] * 6, *["ArrowLeft"] * 7)
    expect(playground.slider("depth")).to_have_value("1")
    # Streamlit hears of a slider a moment after its last key; nobody is at the next by then.
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(1)
    playground.press("units_feedforward_0", *["ArrowRight"] * 12)
    expect(playground.page.get_by_text("16 units")).to_be_visible()
    network = playground.last["network"]
    playground.wait_for(lambda now: now["state"] == "running" and now["epoch"] > 0)
    assert network


def test_a_dataset_switched_while_training_is_trained_on(playground):
    playground.open()
    playground.play()
    page = playground.page
    before = playground.last["network"]
    chooser = playground.control("dataset").get_by_role("combobox")
    chooser.fill("Iris")  # Further down the list than what is drawn of it.
    page.get_by_role("option", name=re.compile("^Iris")).click()
    playground.wait_for(lambda now: now["network"] != before and now["epoch"] > 0)
    expect(page.get_by_text("Sepal length").first).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_two_tabs_train_on_their_own(playground, new_page):
    playground.open()
    other = Playground(new_page()).open(STARTERS["iris"].experiment)
    playground.play()
    other.wait_for(lambda now: now["state"] == "paused" and now["epoch"] == 0)
    playground.wait_for(lambda now: now["epoch"] > 5)
    other.click("epoch")
    assert other.wait_for(lambda now: now["epoch"] > 0)["epoch"] == 1
    expect(playground.button("play")).to_contain_text("Pause")


def test_a_reload_and_a_second_tab_come_back_to_the_run(playground):
    playground.open().play()
    before = playground.wait_for(lambda now: now["epoch"] > 5)["epoch"]
    with playground.page.expect_websocket(lambda socket: "/live/" in socket.url) as first:
        playground.page.reload()
    playground.ready()
    assert playground.wait_for(lambda now: now["epoch"] > before)["state"] == "running"
    expect(playground.button("play")).to_contain_text("Pause")
    page = playground.page.context.new_page()
    with page.expect_websocket(lambda socket: "/live/" in socket.url) as second:
        other = Playground(page).open()
    assert second.value.url == first.value.url
    assert other.wait_for(lambda now: now["epoch"] > before)["state"] == "running"
    other.press("depth", "ArrowRight")
    other.wait_for(
        lambda now: now["state"] == "running" and now["network"] != playground.last["network"]
    )
    playground.wait_for(lambda now: now["state"] == "running" and now["epoch"] > before)
    assert [
        cookie["httpOnly"] for cookie in page.context.cookies() if "visitor" in cookie["name"]
    ] == [True]


def test_reload_and_back_keep_the_experiment(playground):
    playground.open()
    playground.page.wait_for_function("() => location.search.includes('e=')")
    before = playground.page.evaluate("() => location.search")
    playground.press("depth", "ArrowRight")
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(3)
    # The network comes ahead of Streamlit, and so of the address.
    playground.page.wait_for_function("(before) => location.search !== before", arg=before)
    playground.page.reload()
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(3)
    playground.page.goto("about:blank")
    playground.page.go_back()
    expect(playground.page.get_by_text("Dense", exact=True)).to_have_count(3)


@pytest.mark.parametrize("path", ["/", "/?e=2.broken&hide=speed,%00"])
def test_a_cold_deep_link_opens_the_page_in_its_frame(playground, path):
    playground.open(path=path)
    expect(playground.page.get_by_text("nnviz", exact=True).first).to_be_visible()
    expect(playground.button("play")).to_be_enabled()
    expect(playground.page.get_by_role("alert")).to_have_count(1 if "broken" in path else 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out(new_page, scheme):
    playground = Playground(new_page(color_scheme=scheme)).open()
    # While its script runs, Streamlit pales what is about to be replaced.
    resting = '[data-testid="stApp"][data-test-script-state="notRunning"]'
    playground.page.wait_for_selector(f"{resting}:not(:has([data-stale='true']))")
    playground.wait_for_paint()
    found = Axe().run(playground.page).response["violations"]
    grave = [
        f"{item['id']} ({item['impact']}): {node['html'][:120]}"
        for item in found
        for node in item["nodes"]
        if item["impact"] in ("critical", "serious") and item["id"] not in STREAMLIT_RULES
    ]
    assert grave == []


def test_keras_was_never_loaded_in_the_web_process(playground, serving):
    playground.open()
    mapped = [item.path for item in psutil.Process(serving.pid).memory_maps()]
    assert any("numpy" in path for path in mapped)
    assert [path for path in mapped if "tensorflow" in path or "/jax" in path] == []
