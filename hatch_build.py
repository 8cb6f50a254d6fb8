"""What a wheel carries besides the package: the app's files, which lie beside it in a checkout."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

APP_FILES = ("app.py", "assets", "pages", ".streamlit")
"""Packed into `nnviz/_app`, where `nnviz.core.files.places` looks for them."""


class AppFiles(BuildHookInterface[Any]):
    """Adds the app's files to a wheel.

    Not as `force-include` in pyproject.toml: an editable install would copy them, too, and the
    copies would go stale.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files, unless the package is used from its folder.

        Args:
            version: `standard` or `editable`.
            build_data: What the build goes by; the files are added to it.
        """
        if version == "standard":
            build_data["force_include"] |= {name: f"nnviz/_app/{name}" for name in APP_FILES}
