"""The page where networks are built: by pointer, by keyboard, taken back, and trained."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from nnviz.core.files.codec import from_link
from tests.browser.playground import Playground

PLOT = ".st-key-diagram .nnviz-plot"
WHERE = """
([wanted, part]) => {
  const plot = document.querySelector(".st-key-diagram .js-plotly-plot");
  const same = (one) => JSON.stringify(one) === JSON.stringify(wanted);
  const { xaxis, yaxis } = plot._fullLayout;
  const frame = plot.getBoundingClientRect();
  for (const binding of plot.layout.meta.bindings.filter(({ op }) => op === "touch")) {
    const index = (binding[part] ?? []).findIndex(same);
    if (index < 0) continue;
    const box = binding.boxes?.[index];
    const path = binding.paths?.[index];
    const middle = path && Math.floor((path[0].length - 1) / 2);
    const x = box ? (box[0] + box[2]) / 2 : (path[0][middle] + path[0][middle + 1]) / 2;
    const y = box ? (box[1] + box[3]) / 2 : (path[1][middle] + path[1][middle + 1]) / 2;
    return [frame.left + xaxis._offset + xaxis.d2p(x), frame.top + yaxis._offset + yaxis.d2p(y)];
  }
  return null;
}
"""


class Build(Playground):
    """The page Build."""

    def start(self) -> "Build":
        self.page.goto("/build")
        expect(self.page.locator(f"{PLOT} .main-svg").first).to_be_visible()
        expect(self.row("dense_1")).to_be_visible()
        return self

    def row(self, layer: str):
        return self.page.locator(f'.nnviz-outline button[data-layer="{layer}"]')

    def place(self, part: str, **what):
        """Where something of the diagram is on the page, once it is drawn."""
        return self.page.wait_for_function(WHERE, arg=[what, part]).json_value()

    def drag(self, start, end) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
        mouse.move(*end, steps=4)
        mouse.up()

    def order(self, *layers: str) -> None:
        """Wait until the list shows these layers, and the diagram the same."""
        self.page.wait_for_function(
            """(wanted) => {
              const names = [...document.querySelectorAll(".nnviz-outline button")];
              const plot = document.querySelector(".st-key-diagram .nnviz-plot");
              const drawn = plot?.getAttribute("aria-label") ?? "";
              return names.map(({ dataset }) => dataset.layer).join() === wanted.join()
                && wanted.slice(1).every((name) => drawn.includes(` ${name} reads `));
            }""",
            arg=["input", *layers],
        )

    def order_of_rows(self, *rows: str) -> None:
        """Wait until the list has these rows."""
        self.page.wait_for_function(
            """(wanted) => [...document.querySelectorAll(".nnviz-outline button")]
              .map(({ dataset }) => dataset.layer).join() === wanted.join()""",
            arg=list(rows),
        )

    def reads(self, layer: str, words: str) -> None:
        """Wait until the diagram says what a layer reads."""
        self.page.wait_for_function(
            """([layer, words]) => document.querySelector(".st-key-diagram .nnviz-plot")
              .getAttribute("aria-label").includes(` ${layer} reads ${words}`)""",
            arg=[layer, words],
        )

    @property
    def network(self):
        return from_link(self.page.evaluate("() => location.href").split("?e=")[1]).network


@pytest.fixture
def build(page, page_problems):
    visit = Build(page)
    yield visit.start()
    visit.leave()
    # Streamlit itself looks for its own addresses below the page's before it finds them.
    page_problems[:] = [each for each in page_problems if "/build/_stcore/" not in each]


def test_a_box_is_dragged_behind_another_and_the_change_taken_back(build):
    build.order("dense_1", "dense_2", "output")
    build.drag(
        build.place("drop", kind="layer", layer="dense_1"),
        build.place("drop", kind="layer", layer="dense_2"),
    )
    build.order("dense_2", "dense_1", "output")
    build.page.keyboard.press("Control+z")
    build.order("dense_1", "dense_2", "output")
    build.page.keyboard.press("Control+Shift+z")
    build.order("dense_2", "dense_1", "output")


def test_a_box_is_dropped_on_a_link(build):
    build.drag(
        build.place("drop", kind="layer", layer="dense_2"),
        build.place("drop", kind="edge", edge=["input", "dense_1"]),
    )
    build.order("dense_2", "dense_1", "output")


def test_a_link_is_drawn_from_the_circle_and_its_trouble_repaired(build):
    build.drag(
        build.place("drag", kind="port", layer="dense_1"),
        build.place("drop", kind="layer", layer="output"),
    )
    build.reads("output", "dense_2 and dense_1")
    expect(build.control("problem_0")).to_contain_text("Needs one input")
    expect(build.row("output")).to_contain_text("Needs one input")
    found = Axe().run(build.page).response["violations"]
    assert [violation["id"] for violation in found] == []
    build.control("problem_0").get_by_role("button").first.click()
    expect(build.control("problem_0")).to_have_count(0)


def test_a_click_chooses_what_the_palette_adds_to(build):
    build.page.mouse.click(*build.place("click", kind="layer", layer="dense_2"))
    expect(build.control("palette_add")).to_contain_text("after dense_2")
    build.page.mouse.click(*build.place("click", kind="edge", edge=["input", "dense_1"]))
    expect(build.control("palette_add")).to_contain_text("before dense_1")
    build.click("palette_add")
    build.order("dense_3", "dense_1", "dense_2", "output")
    expect(build.row("dense_3")).to_have_attribute("aria-pressed", "true")


def test_the_list_does_all_by_keyboard(build):
    keyboard = build.page.keyboard
    build.row("dense_1").focus()
    keyboard.press("d")
    build.order("dense_1", "dense_3", "dense_2", "output")
    keyboard.press("ArrowDown")
    expect(build.row("dense_3")).to_be_focused()
    keyboard.press("Alt+ArrowDown")
    build.order("dense_1", "dense_2", "dense_3", "output")
    expect(build.row("dense_3")).to_be_focused()
    keyboard.press("n")
    keyboard.type("third")
    keyboard.press("Enter")
    build.order("dense_1", "dense_2", "third", "output")
    build.row("dense_1").focus()
    keyboard.press("c")
    expect(build.page.locator(".nnviz-said")).to_contain_text("Which layer should read dense_1?")
    keyboard.press("End")
    keyboard.press("Enter")
    build.reads("output", "third and dense_1")
    keyboard.press("Control+z")
    build.reads("output", "third.")
    build.row("third").focus()
    keyboard.press("Delete")
    build.order("dense_1", "dense_2", "output")
    expect(build.row("output")).to_be_focused()


def test_quick_keys_are_all_heard_and_rows_are_dragged(build):
    build.row("dense_1").focus()
    for _ in range(2):
        build.page.keyboard.press("Alt+ArrowDown")
    build.order("dense_2", "output", "dense_1")
    build.row("dense_1").drag_to(build.row("dense_2"))
    build.order("dense_2", "dense_1", "output")


def test_what_was_learned_survives_a_new_layer_and_a_new_name(build):
    build.play()
    build.wait_for(lambda now: now["epoch"] > 5)
    build.pause()
    build.page.locator(".st-key-name_dense_1 input").fill("first")
    build.page.keyboard.press("Enter")
    build.order("first", "dense_2", "output")
    build.wait_for(lambda now: now["state"] == "paused" and now["metrics"] is not None)
    expect(build.page.get_by_text("3 of 3 layers keep their weights")).to_be_visible()


def test_a_closed_block_is_dragged_and_edited_by_key_as_a_layer_is(build):
    build.unfold("folding")
    build.click("fold")
    build.order_of_rows("input", "block_1", "output")
    block = {"kind": "block", "block": "block_1", "layer": "block_1_dense_2"}
    build.drag(build.place("drag", **block), build.place("drop", kind="layer", layer="output"))
    build.order_of_rows("input", "output", "block_1")
    build.reads("block_1_dense_1", "output")
    build.drag(
        build.place("drag", **block),
        build.place("drop", kind="edge", edge=["input", "output"]),
    )
    build.order_of_rows("input", "block_1", "output")
    build.row("block_1").focus()
    build.page.keyboard.press("d")
    build.order_of_rows("input", "block_1", "block_2", "output")
    build.row("block_2").focus()
    build.page.keyboard.press("Alt+ArrowUp")
    build.order_of_rows("input", "block_2", "block_1", "output")
    build.page.keyboard.press("n")
    build.page.keyboard.type("copy")
    build.page.keyboard.press("Enter")
    build.order_of_rows("input", "copy_1", "block_1", "output")
    build.row("copy_1").focus()
    build.page.keyboard.press("Delete")
    build.order_of_rows("input", "block_1", "output")


def test_a_block_is_folded_opened_by_a_click_and_trained(build):
    build.unfold("folding")
    build.click("fold")
    build.order_of_rows("input", "block_1", "output")
    block = build.place("click", kind="block", block="block_1", layer="block_1_dense_2")
    build.page.mouse.click(*block)
    build.order("block_1_dense_1", "block_1_dense_2", "output")
    build.play()
    build.wait_for(lambda now: now["epoch"] > 2)
    build.page.wait_for_function(
        """() => [...document.querySelectorAll(".st-key-diagram .barlayer path")]
          .some((bar) => bar.getBoundingClientRect().width > 20)"""
    )
