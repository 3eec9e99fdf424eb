"""The fuzzer: seeded inputs given to a reader, which may accept them or refuse them clearly, and nothing else."""

from __future__ import annotations

import os
import random
import resource
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

BOUND = 20.0
"""Seconds of processor time that one input may take."""
MEMORY = 6_000_000_000
"""Bytes of address space that the process may take beyond what it has when fuzzing begins."""
Reading = Callable[[bytes], object]
Making = Callable[[random.Random], bytes]


@dataclass(frozen=True)
class Reader:
    """A reader under test: how valid inputs are made, how one is read, and which exceptions are its own clear refusals."""

    seeds: Callable[[], Sequence[bytes]]
    read: Reading
    refusals: tuple[type[BaseException], ...]
    mutate: Callable[[bytes, random.Random], bytes]


@dataclass
class Outcome:
    """What fuzzing brought up."""

    cases: int = 0
    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    memory: int = 0
    findings: list[str] = field(default_factory=list)


class HangError(BaseException):
    """An input took longer than its bound; no reader may catch it."""


def fuzz(name: str, reader: Reader, *, seed: int, seconds: float, most: int | None = None) -> Outcome:
    """Give a reader mutated and generated inputs for so long, or so many of them."""
    found, dice = Outcome(), random.Random(f"{name}:{seed}")
    seeds = list(reader.seeds())
    for valid in seeds:
        reader.read(valid)  # a seed that is refused would make the rest worthless
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place, _inside(Path(place)), _bounded_memory(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while time.monotonic() - began < seconds and (most is None or found.cases < most):
            number = found.cases
            content = reader.mutate(dice.choice(seeds), random.Random(f"{name}:{seed}:{number}"))
            _one(reader, content, number, found)
            left = list(Path(place).rglob("*"))
            if left:
                found.findings.append(f"case {number}: wrote {left[0].name}")
                for path in left:
                    path.unlink(missing_ok=True)
            if len(found.findings) >= 20:
                break
    found.seconds = time.monotonic() - began
    found.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return found


def _one(reader: Reader, content: bytes, number: int, found: Outcome) -> None:
    started = time.process_time()
    try:
        with _alarm():
            reader.read(content)
        found.accepted += 1
    except reader.refusals:
        found.refused += 1
    except HangError:
        found.findings.append(f"case {number}: longer than {BOUND:.0f} s ({len(content)} bytes)")
    except MemoryError:
        found.findings.append(f"case {number}: memory ({len(content)} bytes)")
    except BaseException as error:  # whatever else a reader lets through is a finding
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        found.findings.append(f"case {number}: {type(error).__name__}: {str(error)[:200]} at {_place(error)}")
    found.cases += 1
    found.slowest = max(found.slowest, time.process_time() - started)


def _place(error: BaseException) -> str:
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last is not None else "?"


@contextmanager
def _alarm() -> Any:
    def stop(number: int, frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, BOUND)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _inside(place: Path) -> Any:
    """Work in an empty folder, which also stands for the temporary one: whatever is written shows."""
    before, temporary = Path.cwd(), tempfile.tempdir
    os.chdir(place)
    tempfile.tempdir = str(place)
    try:
        yield
    finally:
        os.chdir(before)
        tempfile.tempdir = temporary


@contextmanager
def _bounded_memory() -> Any:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    status = Path("/proc/self/statm")
    now = int(status.read_text().split()[0]) * resource.getpagesize() if status.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY if hard < 0 else min(hard, now + MEMORY), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
