"""Who may import whom: the contracts of import-linter hold."""

import shutil
import subprocess
import sys
from pathlib import Path


def test_import_contracts_hold(repository):
    lint_imports = shutil.which("lint-imports", path=Path(sys.executable).parent)
    assert lint_imports, "import-linter is missing: install the extra 'dev'"
    result = subprocess.run(
        [lint_imports, "--no-cache", "--no-logo"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert ", 0 broken" in result.stdout
