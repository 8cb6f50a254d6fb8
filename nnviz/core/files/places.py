"""Where the files lie that are no modules: in a checkout beside the package, in a wheel inside it.

A wheel carries `app.py`, `assets`, `pages` and `.streamlit` in the folder `_app` of the package
(`hatch_build.py`), because a package may put nothing beside itself in somebody's site-packages.
"""

from pathlib import Path

PACKAGE = Path(__file__).parents[2]
"""The package `nnviz`; the folder that it is imported from is its parent."""
_PACKED = PACKAGE / "_app"
_ROOT = _PACKED if _PACKED.is_dir() else PACKAGE.parent

APP = _ROOT / "app.py"
"""What is served; Streamlit finds `.streamlit/config.toml` beside it."""
ASSETS = _ROOT / "assets"
PAGES = _ROOT / "pages"
SCRIPT = PACKAGE / "ui" / "script.py"
"""The script that Streamlit runs for every visitor."""
