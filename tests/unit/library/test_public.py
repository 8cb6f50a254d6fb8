"""The names that `import nnviz` offers."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz.library.shortcuts import open_file

FILE = Path(nnviz.__file__)


def test_every_public_name_is_there():
    assert sorted(nnviz._PLACES) == nnviz.__all__ == sorted(nnviz.__all__)
    for name in nnviz.__all__:
        assert getattr(nnviz, name).__doc__, name
        assert name in dir(nnviz)
    assert nnviz.open is open_file


def test_type_checkers_see_the_same_names_at_the_same_places():
    found = {}
    tree = ast.parse(FILE.read_text("utf-8"))
    (checking,) = [node for node in tree.body if isinstance(node, ast.If)]
    for node in checking.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            there = f":{alias.name}" if alias.asname else ""
            found[alias.asname or alias.name] = f"{node.module}{there}"
    assert found == nnviz._PLACES
    assert (FILE.parent / "py.typed").exists()


def test_there_is_no_other_name():
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        nnviz.trian  # noqa: B018


def test_experiments_need_no_keras():
    code = (
        "import sys, nnviz\n"
        "nnviz.load(nnviz.build('circle', [4]).model_dump_json()[:-1] + ', \"nnviz\": 2}')\n"
        "assert not {'keras', 'tensorflow', 'streamlit'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
