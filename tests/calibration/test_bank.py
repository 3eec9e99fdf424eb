"""A bank is filled once, goes on after an interruption with the same bytes, and refuses another question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from calibration.bank import PART, BankError, Draws, Question, fill, read

QUESTION = Question({"region": "toy"}, ("a", "b"), ("x",))


def simulate(draw: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array([draw, draw / 3.0]), np.array([draw**0.5])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_an_interrupted_bank_ends_with_the_bytes_of_one_that_never_was(tmp_path: Path) -> None:
    whole = fill(tmp_path / "whole", QUESTION, 3 * PART, simulate)

    def dies(draw: int) -> tuple[np.ndarray, np.ndarray]:
        if draw == 2 * PART - 3:
            raise KeyboardInterrupt
        return simulate(draw)

    with pytest.raises(KeyboardInterrupt):
        fill(tmp_path / "broken", QUESTION, 3 * PART, dies)
    drawn: list[int] = []

    def counted(draw: int) -> tuple[np.ndarray, np.ndarray]:
        drawn.append(draw)
        return simulate(draw)

    again = fill(tmp_path / "broken", QUESTION, 3 * PART, counted)
    assert contents(tmp_path / "broken") == contents(tmp_path / "whole")
    assert again.shown.tobytes() == whole.shown.tobytes()
    assert min(drawn) == PART  # what was finished is not drawn again


def test_more_draws_extend_a_bank(tmp_path: Path) -> None:
    fill(tmp_path, QUESTION, PART, simulate)
    found = fill(tmp_path, QUESTION, 2 * PART - 4, simulate)
    assert len(found) == 2 * PART - 4
    assert found.input("a").tolist() == list(range(2 * PART - 4))
    assert len(read(tmp_path, QUESTION)) == 2 * PART


def test_another_question_and_a_broken_part_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, QUESTION, PART, simulate)
    with pytest.raises(BankError, match="another question"):
        fill(tmp_path, Question({"region": "other"}, ("a", "b"), ("x",)), PART, simulate)
    (tmp_path / "part-00000.npy").write_bytes(b"not an array")
    with pytest.raises(BankError, match="part-00000"):
        read(tmp_path, QUESTION)


def test_draws_of_different_questions_are_not_joined() -> None:
    one = Draws(("a",), ("x",), np.zeros((2, 1)), np.zeros((2, 1)))
    other = Draws(("b",), ("x",), np.zeros((2, 1)), np.zeros((2, 1)))
    assert len(one.joined(one)) == 4
    with pytest.raises(BankError):
        one.joined(other)


def test_regions_drawn_side_by_side_have_the_bytes_of_regions_drawn_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the simulator that fits use: its runs share tables and the compiled engine, and nothing that is written."""
    from calibration import bank, settings
    from calibration.regions import RegionSimulator

    monkeypatch.setattr(bank, "PART", 2)
    setting = settings.province()
    simulator = RegionSimulator(setting)
    one = fill(tmp_path / "one", setting.question(), 6, simulator.simulate, threads=1)
    fill(tmp_path / "three", setting.question(), 6, simulator.simulate, threads=3)
    assert contents(tmp_path / "three") == contents(tmp_path / "one")
    assert len({row.tobytes() for row in one.shown}) == 6, "six draws are six regions"
