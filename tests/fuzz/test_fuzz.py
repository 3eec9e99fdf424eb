"""A short run of the fuzzer on every reader; the long one is `python -m tests.fuzz all --minutes 10`."""

from __future__ import annotations

import os
import random

import pytest

from scenarios.schema.errors import InputError
from tests.fuzz.fuzzing import Reader, fuzz
from tests.fuzz.mutations import of_bytes
from tests.fuzz.readers import READERS

SLOW = ("export-pdf",)
"""Parsed in a process of their own: a second each."""
CASES = int(os.environ.get("TUIYAN_FUZZ_CASES", "60"))


@pytest.mark.parametrize("name", list(READERS))
def test_no_input_crashes_hangs_or_writes(name: str) -> None:
    most = CASES // 6 if name in SLOW else CASES
    found = fuzz(name, READERS[name], seed=20261122, seconds=120, most=most)
    assert found.findings == []
    assert found.cases == most and found.refused > 0


def test_the_fuzzer_finds_what_it_looks_for() -> None:
    """A reader that crashes, writes a file, or never ends is found out."""

    def crash(content: bytes) -> object:
        if content != b"seed":
            raise IndexError("a bug")
        return None

    def write(content: bytes) -> object:
        if content != b"seed":
            with open("left.txt", "wb") as stream:
                stream.write(content)
        return None

    def clear(content: bytes) -> object:
        if content != b"seed":
            raise InputError("file_missing", file="x", near="-")
        return None

    for read, wanted in ((crash, "IndexError: a bug"), (write, "wrote left.txt")):
        found = fuzz("x", Reader(lambda: [b"seed"], read, (InputError,), of_bytes), seed=1, seconds=10, most=12)
        assert found.findings and wanted in found.findings[0]
    found = fuzz("x", Reader(lambda: [b"seed"], clear, (InputError,), of_bytes), seed=1, seconds=10, most=12)
    assert found.findings == [] and found.refused > 5


def test_a_case_is_the_same_whenever_it_is_made() -> None:
    reader = READERS["link"]
    seeds = list(reader.seeds())
    made = [reader.mutate(seeds[0], random.Random("link:1:7")) for _ in range(2)]
    assert made[0] == made[1]
