"""What only a process of its own can show: what is loaded, how fast Ctrl-C is heard, how a closed pipe ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios.cli import main

ROOT = Path(__file__).parents[3]
HEAVY = ("numba", "mesa", "pandas", "scipy", "networkx", "streamlit")

LOADED = f"""
import sys
from scenarios.cli import main
status = main(sys.argv[1:])
print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
sys.exit(status)
"""

# A runner in the background leaves Ctrl-C ignored in its children; a terminal does not.
SLOW = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {tests!r})
import scenarios, scenarios.cli.run_command as command
from scenarios.cli import main
from synthetic import FakeEngine
sys.modules["scenarios.run"]._version = lambda: "test-1"
engine = FakeEngine(seconds={seconds})

def begun(*given, **options):
    print("begun", file=sys.stderr, flush=True)
    return engine(*given, **options)

command.announced_engine = lambda language: begun
sys.exit(main(sys.argv[1:]))
"""


TRIES = 3


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"}


@pytest.mark.parametrize(
    "line", ["--help", "run --help", "plans", "plans --json", "schema", "schema plan", "run xihau"]
)
def test_commands_that_do_not_simulate_load_no_engine(line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *line.split()], env=environment(), capture_output=True, text=True, timeout=60
    )
    assert done.stderr.strip().splitlines()[-1] == "[]"
    assert done.returncode == (2 if "xihau" in line else 0)


def interrupted(*words: str, seconds: float, wait_for: str) -> tuple[int, str, str, float]:
    """Interrupt a run, and time how long it lives on; again where a busy machine may have stalled it for a second."""
    found = interrupted_once(words, seconds, wait_for)
    for _ in range(TRIES - 1):
        if found[3] < 1.0:
            break
        found = interrupted_once(words, seconds, wait_for)
    return found


def interrupted_once(words: tuple[str, ...], seconds: float, wait_for: str) -> tuple[int, str, str, float]:
    """Start a run, send Ctrl-C when standard error says `wait_for`: status, output, what was said, seconds until it ended."""
    code = SLOW.format(tests=str(ROOT / "tests/scenarios"), seconds=seconds)
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, "run", "xihua", "--progress", *words],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    heard = ""
    while wait_for not in heard:
        line = process.stderr.readline()
        assert line, heard
        heard += line
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, rest = process.communicate(timeout=30)
    return process.returncode, out, heard + rest, time.monotonic() - began


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_ends_within_a_second_and_keeps_what_was_finished() -> None:
    """Even while a batch that takes long is under way."""
    status, out, said, seconds = interrupted("--replicates", "5000", seconds=0.6, wait_for="推演 256/5000")
    assert status == 130
    assert seconds < 1.0
    assert "保留了做完的 256 次重复" in said and "--replicates 256 --seed 1" in said
    assert "【未做完】" in out and "xh_n_little_giant" in out
    assert "Traceback" not in said


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_before_anything_is_finished_says_so(tmp_path: Path) -> None:
    status, out, said, seconds = interrupted("--out", str(tmp_path / "r.json"), seconds=30, wait_for="begun")
    assert seconds < 1.0
    assert status == 130 and out == ""
    assert "没有结果可保留" in said and "没有写" in said and not (tmp_path / "r.json").exists()


def test_ctrl_c_while_a_command_gets_ready_is_not_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*given: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.cli.run_command.load", interrupt)
    assert main(["run", "xihua", "--lang", "zh"]) == 130
    assert "已按要求停止" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m scenarios.cli schema plan | head -1",
        shell=True,
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "{" and done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_standard_output_on_a_full_disk_is_said() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scenarios.cli", "plans"],
            env=environment(),
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 2 and "输出不完整" in done.stderr and "Traceback" not in done.stderr
