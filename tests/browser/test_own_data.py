"""From a file of one's own to a trained network: a table, and pictures in folders."""

import io
import re
import zipfile

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.playground import LONG_MS, Playground

ROWS = [
    f"{20 + n % 5 + 20 * (n % 2)},5;{5 + n % 3 + 10 * (n % 2)};{'Hund' if n % 2 else 'Katze'}"
    for n in range(40)
]
TABLE = "\r\n".join(["Größe (cm);Gewicht (kg);Art", *ROWS]).encode("cp1252")


def pictures():
    """Crosses and rings, drawn in different places."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(30):
            left, top = number % 6 + 2, number // 6 + 2
            box = (left, top, left + 14, top + 14)
            for name in ("cross", "ring"):
                picture = Image.new("L", (28, 28), 255)
                pen = ImageDraw.Draw(picture)
                if name == "ring":
                    pen.ellipse(box, outline=0, width=3)
                else:
                    pen.line(box, fill=0, width=3)
                    pen.line((left, top + 14, left + 14, top), fill=0, width=3)
                member = io.BytesIO()
                picture.save(member, "PNG")
                archive.writestr(f"shapes/{name}/{number}.png", member.getvalue())
    return data.getvalue()


@pytest.fixture
def playground(page):
    visit = Playground(page)
    yield visit
    visit.leave()


def open_file(playground, name, kind, data, words):
    """Open the dialog, give it the file, wait for these words about it, and use it."""
    playground.click("own_data")
    dialog = playground.page.get_by_role("dialog")
    chooser = dialog.locator('input[type="file"]')
    chooser.set_input_files({"name": name, "mimeType": kind, "buffer": data})
    use = dialog.get_by_role("button", name="Use it")
    expect(dialog.get_by_text(words)).to_be_visible(timeout=LONG_MS)
    use.click()
    expect(dialog).to_have_count(0)


def chosen_data(playground):
    """The field that names the data."""
    return playground.control("dataset").get_by_role("combobox")


def learn(playground, accuracy):
    """Train until the test examples are told apart."""
    playground.ready()
    playground.play()
    playground.wait_for(
        lambda now: now["epoch"] > 0 and (now["metrics"] or {}).get("test_accuracy", 0) >= accuracy
    )
    playground.pause()
    expect(playground.field("test_accuracy")).to_have_text(re.compile(r"\d+(\.\d)? %"))


def test_a_table_and_pictures_of_ones_own_are_learned(playground):
    playground.open()
    open_file(playground, "tiere.csv", "text/csv", TABLE, "40 rows, 3 columns")
    expect(chosen_data(playground)).to_have_value("tiere.csv \u00b7 your data")
    expect(playground.page.get_by_text("2 inputs")).to_be_visible()
    learn(playground, 0.95)
    address = playground.page.evaluate("() => location.href")
    open_file(playground, "shapes.zip", "application/zip", pictures(), "60 images in 2 folders")
    expect(playground.control("units_convolutional_1")).to_be_visible()
    learn(playground, 0.9)
    playground.page.goto(address)
    playground.ready()
    expect(chosen_data(playground)).to_have_value("tiere.csv \u00b7 your data")


def test_a_file_that_is_no_table_changes_nothing(playground):
    playground.open()
    playground.click("own_data")
    dialog = playground.page.get_by_role("dialog")
    dialog.locator('input[type="file"]').set_input_files(
        {"name": "words.csv", "mimeType": "text/csv", "buffer": b"only words here\nand here\n"}
    )
    expect(dialog.get_by_role("alert")).to_contain_text("at least two columns")
    playground.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(chosen_data(playground)).to_have_value("Circle \u00b7 2-D points")
