"""Run processes are told where the files of visitors are."""

from nnviz.data.custom.custom_experiment import on_own_data
from nnviz.data.starters import STARTERS
from nnviz.data.uploads import store as own_store
from nnviz.data.uploads.kinds import opened
from nnviz.engine.limits import Limits
from nnviz.engine.runs.run import Run


def test_a_process_that_begins_knows_the_folder(tmp_path):
    spec = opened("t.csv", b"x,y\n" + b"1,a\n2,b\n" * 4)
    run = Run(on_own_data(STARTERS["circle"].experiment, spec), tmp_path / "run", play=False)
    begin = run.begin(Limits())
    assert begin.files is not None
    assert begin.files == own_store.known_folder()
    assert (begin.files / str(spec.options["file"])).is_file()
