"""Buttons that save a figure as a picture, made by the browser that shows it (`saving.js`)."""

from nnviz.live.module import registered


def save_buttons(place: str, name: str, background: str, *, key: str) -> None:
    """Show the buttons "Save as SVG" and "Save as PNG".

    Args:
        place: Key of the figure on this page, as given to `component.view`.
        name: Name of the file, without its ending.
        background: Colour behind the picture, as `#rrggbb`.
        key: Name of this place on the page.
    """
    registered("live/saving.js")(
        key=key, data={"place": place, "name": name, "background": background}
    )
