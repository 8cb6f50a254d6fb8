"""The line that says how far training is."""

import io
import math

from nnviz.core.run.run import Metrics
from nnviz.library.progress import ProgressBar, progress_line


def test_the_line_says_epochs_time_loss_and_score():
    stream = io.StringIO()
    bar = ProgressBar(4, "accuracy", shown=True, stream=stream)
    bar.update(3.9, 1.25, Metrics(0.5, 0.25, 0.9, 0.875))
    bar.close()
    assert stream.getvalue() == (
        "\repoch 3/4 [======================= ] 1.2 s  loss 0.5, test loss 0.25, "
        "test accuracy 0.875\n"
    )


def test_a_shorter_line_wipes_the_longer_one_and_lines_come_ten_a_second_at_most():
    stream = io.StringIO()
    bar = ProgressBar(4, "", shown=True, stream=stream)
    bar.update(1, 0, Metrics(1.23456789, 1, 1, math.nan))
    bar.update(2, 0, None)
    bar.update(4, 0, None, last=True)
    first, last = stream.getvalue().lstrip("\r").split("\r")
    assert first.endswith("loss 1.235, test loss 1")
    assert len(last) == len(first)
    assert last.rstrip() == progress_line(4, 4, 0, "")


def test_nothing_is_written_where_nobody_looks():
    stream = io.StringIO()
    bar = ProgressBar(4, "", stream=stream)
    bar.update(1, 0, None)
    bar.close()
    assert stream.getvalue() == ""


def test_a_training_of_nothing_is_no_error():
    assert progress_line(0, 0, 0, "") == f"epoch 0/0 [{' ' * 24}] 0.0 s"
