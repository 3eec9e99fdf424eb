"""What every test shares: where the project is, the plan list where it is at hand, and skips that count as failures in CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine, or the compilation that a first example waits for, is no failure: examples have no time limit.
settings.register_profile("tuiyan", deadline=None)
settings.load_profile("tuiyan")

ROOT = Path(__file__).resolve().parent.parent
NO_SKIPS = "TUIYAN_NO_SKIPS"


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_folder(root: Path) -> Path:
    """The material beside the checkout (never needed at run time); the test is skipped where it is absent."""
    folder = root.parent / "shared"
    if not (folder / "plans" / "targets.csv").is_file():
        pytest.skip("the shared material is not beside this checkout")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser last: it leaves an event loop running in its process, which others would trip over."""
    items.sort(key=lambda item: "tests/browser/" in item.path.as_posix())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where TUIYAN_NO_SKIPS says that everything a test needs must be present."""
    report = yield
    # What `shared_folder` holds is no part of the project: tests of it may be skipped everywhere.
    excused = hasattr(report, "wasxfail") or "shared_folder" in getattr(item, "fixturenames", ())
    if report.skipped and os.environ.get(NO_SKIPS) == "1" and not excused:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
        report.outcome = "failed"
        report.longrepr = f"skipped although {NO_SKIPS}=1: {reason}"
    return report
