"""Measurements in a process of their own."""

import os

import pytest

from benchmarks.apart import apart


def process_and_sum(first: int, second: int) -> tuple[int, int]:
    return os.getpid(), first + second


def ends_without_a_word() -> None:
    os._exit(3)


def test_what_a_function_returns_comes_from_another_process():
    process, total = apart(process_and_sum, 2, second=3)
    assert total == 5
    assert process != os.getpid()


def test_a_process_that_ends_early_is_an_error():
    with pytest.raises(EOFError):
        apart(ends_without_a_word)
