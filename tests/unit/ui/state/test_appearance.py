"""The style sheet over Streamlit's page."""

from nnviz.live.delivery.kept import PARTS
from nnviz.live.files import ASSETS


def test_streamlits_offer_to_developers_is_never_shown():
    """It is made only where Streamlit opens the browser itself, which no browser test does."""
    name = "stSkillsNudge"
    assert f'[data-testid="{name}"] {{ display: none; }}' in (ASSETS / "app.css").read_text()
    scripts = (PARTS / "js").glob("index.*.js")
    assert any(f"`{name}`" in script.read_text(encoding="utf-8") for script in scripts)
