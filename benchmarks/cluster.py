"""A Dask scheduler and workers as real processes on this machine, that can be killed one by one.

`python -m benchmarks.cluster worker ADDRESS LOG` is a worker that notes in LOG every unit it computes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}


def environment() -> dict[str, str]:
    """The environment of a child: this checkout first on its path."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def kill(process: subprocess.Popen[Any]) -> None:
    """End a child at once and for good."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.wait()


class Cluster:
    """One scheduler and some workers, one thread each, without nannies."""

    def __init__(self, workers: int, log: Path) -> None:
        self.port, self.log = free_port(), log
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.start_scheduler()
        self.workers = [self.new_worker() for _ in range(workers)]

    def start_scheduler(self) -> None:
        """Start the scheduler, and wait until it listens."""
        words = ["--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"]
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", *words]
        self.scheduler = subprocess.Popen(command, env=environment(), **QUIET)
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("the scheduler does not listen")

    def new_worker(self) -> subprocess.Popen[Any]:
        """Start a worker."""
        command = [sys.executable, "-m", "benchmarks.cluster", "worker", self.address, str(self.log)]
        return subprocess.Popen(command, env=environment(), cwd=ROOT, **QUIET)

    def kill_worker(self, number: int) -> None:
        """Kill a worker and start another in its place."""
        kill(self.workers[number])
        self.workers[number] = self.new_worker()

    def kill_scheduler(self) -> None:
        """Kill the scheduler, and start it and all workers anew."""
        kill(self.scheduler)
        for worker in self.workers:
            kill(worker)
        self.start_scheduler()
        self.workers = [self.new_worker() for _ in self.workers]

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (*self.workers, self.scheduler):
            kill(process)


def note_computations(log: Path) -> None:
    """From now on, note every unit that this process begins to simulate: scenario, first replicate, how many."""
    import scenarios.engine

    true_engine = scenarios.engine.compiled_engine

    def noting_engine() -> Any:
        engine = true_engine()

        def simulate(loaded: Any, **options: Any) -> Any:
            line = f"{loaded.hash[:16]} {options['first_replicate']} {options['replicates']}\n"
            handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.write(handle, line.encode())
            os.close(handle)
            return engine(loaded, **options)

        return simulate

    scenarios.engine.compiled_engine = noting_engine


def _worker(address: str, log: str) -> None:
    from distributed.cli.dask_worker import main

    note_computations(Path(log))
    main([address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--death-timeout", "60"])


if __name__ == "__main__":
    _worker(sys.argv[2], sys.argv[3])
