"""Saving a trained network as a file, and opening it again in another page."""

from playwright.sync_api import expect

from tests.browser.playground import Playground


def test_a_saved_model_is_opened_again_with_what_it_has_learned(new_page, tmp_path):
    first = Playground(new_page()).open()
    first.press("units_feedforward_0", "ArrowRight")
    first.play()
    first.wait_for(lambda now: (now["metrics"] or {}).get("test_accuracy", 0) > 0.9)
    first.pause()
    loss = first.field("loss").inner_text()
    first.click("share")
    with first.page.expect_download() as download:
        first.click("download_keras")
    file = tmp_path / "model.keras"
    download.value.save_as(file)
    second = Playground(new_page()).open()
    second.click("share")
    second.page.locator(".st-key-open_file input[type=file]").set_input_files(file)
    expect(second.field("loss")).to_have_text(loss, timeout=60_000)
    assert second.page.url.split("?e=")[1] == first.page.url.split("?e=")[1]
