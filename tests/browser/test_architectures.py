"""The Architectures page: chosen, opened, searched, saved."""

import re

import pytest
from playwright.sync_api import Page, expect

PLOT = ".st-key-architecture .nnviz-plot"


@pytest.fixture
def architectures(page, page_problems):
    page.goto("/architectures")
    expect(page.locator(f"{PLOT} .main-svg").first).to_be_visible()
    yield page
    # Streamlit itself looks for its own addresses below the page's before it finds them.
    page_problems[:] = [each for each in page_problems if "/architectures/_stcore/" not in each]


def choose(page: Page, label: str) -> None:
    field = page.locator('[class*="st-key-architecture_name"] input').first
    field.click()
    field.fill(label)
    page.get_by_role("option", name=label, exact=True).click()
    expect(page.locator(PLOT)).to_have_attribute("aria-label", re.compile(f"^{label} from"))


def touch(page: Page, kind: str, number: int) -> None:
    """Click on the box of the nth block or layer, where the figure says that it is."""
    point = page.evaluate(
        """([kind, number]) => {
          const plot = document.querySelector(".st-key-architecture .js-plotly-plot");
          const { boxes, click } = plot.layout.meta.bindings.find(({ op }) => op === "touch");
          const own = boxes.filter((_, i) => click[i].kind === kind)[number];
          const { xaxis, yaxis } = plot._fullLayout;
          const frame = plot.getBoundingClientRect();
          return [frame.left + xaxis._offset + xaxis.d2p((own[0] + own[2]) / 2),
                  frame.top + yaxis._offset + yaxis.d2p((own[1] + own[3]) / 2)];
        }""",
        [kind, number],
    )
    page.mouse.click(*point)


def rows(page: Page) -> int:
    return page.evaluate(
        """() => document.querySelector(".st-key-architecture .js-plotly-plot")
          .layout.meta.bindings.find(({ op }) => op === "touch").boxes.length"""
    )


def test_blocks_are_opened_by_clicks_and_folded_again(architectures):
    page = architectures
    folded = rows(page)
    assert folded < 20
    touch(page, "part", 1)
    page.wait_for_function(
        """(before) => document.querySelector(".st-key-architecture .js-plotly-plot")
          .layout.meta.bindings.find(({ op }) => op === "touch").boxes.length > before""",
        arg=folded,
    )
    assert rows(page) == folded + 11
    page.get_by_role("button", name=re.compile("^Fold Residual block")).click()
    expect(page.get_by_role("button", name=re.compile("^Fold Residual block"))).to_have_count(0)
    page.wait_for_function(
        """(before) => document.querySelector(".st-key-architecture .js-plotly-plot")
          .layout.meta.bindings.find(({ op }) => op === "touch").boxes.length === before""",
        arg=folded,
    )


def test_a_layer_tells_all_about_itself(architectures):
    page = architectures
    touch(page, "layer", 1)
    expect(page.get_by_text("Max pooling", exact=True).first).to_be_visible()
    expect(
        page.get_by_text("input 114 \u00d7 114 \u00d7 64, output 56 \u00d7 56 \u00d7 64")
    ).to_be_visible()


@pytest.mark.parametrize(
    ("label", "layers"), [("EfficientNetB7", "815 layers"), ("NASNetLarge", "1040 layers")]
)
def test_the_largest_are_drawn(architectures, label, layers):
    choose(architectures, label)
    expect(architectures.get_by_text(re.compile(layers))).to_be_visible()


def test_layers_are_found_where_they_are_folded_away(architectures):
    page = architectures
    page.get_by_placeholder(re.compile("for example")).fill("conv4_block3_add")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 layer found.")).to_be_visible()
    page.wait_for_function(
        """() => document.querySelector(".st-key-architecture .js-plotly-plot")
          .layout.shapes?.length === 1"""
    )


@pytest.mark.parametrize(("kind", "begins"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_the_picture_is_saved(architectures, kind, begins):
    with architectures.expect_download() as download:
        architectures.get_by_role("button", name=f"Save as {kind}").click()
    saved = download.value
    assert saved.suggested_filename == f"resnet50.{kind.lower()}"
    assert saved.path().read_bytes().startswith(begins)
