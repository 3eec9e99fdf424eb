"""A bank of simulated regions: each draw's inputs and what it showed, computed once, kept, resumed byte for byte.

A bank is a folder of parts, one a block of draws, named by their number; a part is written whole or not at all and depends on the
question and its number alone, so that an interrupted bank, gone on with, holds the same bytes as one that never was. The folder
carries the digest of its question (`bank.json`) and refuses another.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Simulator = Callable[[int], tuple[Floats, Floats]]
"""From a draw's number to its inputs float64[inputs] and what it showed float64[shown]."""

PART: Final = 25
"""Draws a part: what an interruption loses at most."""
QUESTION: Final = "bank.json"


class BankError(ValueError):
    """A bank's folder holds another question, or a part that cannot be read."""


@dataclass(frozen=True)
class Draws:
    """Draws of a bank: `inputs` float64[draws, inputs], `shown` float64[draws, shown], and the names of both."""

    input_names: tuple[str, ...]
    shown_names: tuple[str, ...]
    inputs: Floats
    shown: Floats

    def input(self, name: str) -> Floats:
        """One input of all draws, float64[draws]."""
        found: Floats = self.inputs[:, self.input_names.index(name)]
        return found

    def __getitem__(self, name: str) -> Floats:
        found: Floats = self.shown[:, self.shown_names.index(name)]
        return found

    def __len__(self) -> int:
        return len(self.inputs)

    def joined(self, other: Draws) -> Draws:
        """These draws and others of the same names after them."""
        if (self.input_names, self.shown_names) != (other.input_names, other.shown_names):
            raise BankError("draws of different questions cannot be joined")
        return Draws(
            self.input_names,
            self.shown_names,
            np.vstack([self.inputs, other.inputs]),
            np.vstack([self.shown, other.shown]),
        )


@dataclass(frozen=True)
class Question:
    """What a bank's draws are draws of: plain data, whose digest names it, and the names of the columns."""

    content: dict[str, Any]
    input_names: tuple[str, ...]
    shown_names: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the question."""
        whole = {"content": self.content, "inputs": self.input_names, "shown": self.shown_names, "part": PART}
        return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def fill(
    folder: Path,
    question: Question,
    draws: int,
    simulate: Simulator,
    progress: Callable[[int, int], None] | None = None,
    threads: int | None = None,
) -> Draws:
    """Draw what a bank still lacks of its first `draws` draws (whole parts), and give them; raises BankError.

    Parts are drawn side by side (`threads`; default: one a processor), each a function of its number alone: their bytes do not
    depend on how many are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _agree(folder, question)

    def part(number: int) -> None:
        path = _path(folder, number)
        if not path.exists():
            rows = [simulate(draw) for draw in range(number * PART, (number + 1) * PART)]
            _write(path, np.hstack([np.array([inputs for inputs, _ in rows]), np.array([shown for _, shown in rows])]))

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        waiting = [pool.submit(part, number) for number in range(-(-draws // PART))]
        try:
            for number, each in enumerate(waiting):
                each.result()
                if progress is not None:
                    progress(min((number + 1) * PART, draws), draws)
        except BaseException:
            for each in waiting:
                each.cancel()
            raise
    return read(folder, question, draws)


def read(folder: Path, question: Question, draws: int | None = None) -> Draws:
    """Read the draws of a bank: the first `draws`, or all of the parts that follow one another; raises BankError."""
    _agree(folder, question)
    wanted = -(-draws // PART) if draws is not None else _consecutive(folder)
    if wanted == 0:
        raise BankError(f"{folder.name} holds no draws")
    width = len(question.input_names)
    parts = []
    for number in range(wanted):
        try:
            part = np.load(_path(folder, number), allow_pickle=False)
        except (OSError, ValueError) as error:
            raise BankError(f"{_path(folder, number).name}: {error}") from error
        if part.shape != (PART, width + len(question.shown_names)):
            raise BankError(f"{_path(folder, number).name}: shape {part.shape}")
        parts.append(part)
    whole = np.vstack(parts)[:draws]
    return Draws(question.input_names, question.shown_names, whole[:, :width], whole[:, width:])


def _consecutive(folder: Path) -> int:
    number = 0
    while _path(folder, number).exists():
        number += 1
    return number


def _path(folder: Path, number: int) -> Path:
    return folder / f"part-{number:05d}.npy"


def _agree(folder: Path, question: Question) -> None:
    path = folder / QUESTION
    written = json.dumps({"digest": question.digest, **question.content}, indent=1, sort_keys=True, ensure_ascii=False)
    if path.exists():
        if json.loads(path.read_text(encoding="utf-8")).get("digest") != question.digest:
            raise BankError(f"{folder.name} is the bank of another question; choose another folder")
        return
    folder.mkdir(parents=True, exist_ok=True)
    _whole(path, lambda temporary: temporary.write_text(written + "\n", encoding="utf-8"))


def _write(path: Path, values: Sequence[Any] | Floats) -> None:
    def save(temporary: Path) -> None:
        with temporary.open("wb") as file:
            np.save(file, np.ascontiguousarray(values), allow_pickle=False)

    _whole(path, save)


def _whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_suffix(f".{os.getpid()}-{get_ident()}.tmp")
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
