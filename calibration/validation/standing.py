"""What the validation says of each group of outcomes at each level, for the status that verdicts carry.

The rule stands in `calibration/status_rule.yaml`; it was committed before any hold-out result was seen,
but for `outcomes_seen`, which came after and only takes passes away.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from calibration.statuses import held_out, publish, results_of, rule
from calibration.validation.judging import Validation
from calibration.validation.protocol import FROZEN
from model.posterior import default_run, shipped_runs
from model.posterior.file import LEVELS
from model.version import RESULTS_VERSION
from scenarios.validation.results import FILE, ValidationResults

COMMAND: Final = "python -m calibration.reports validation"


def standing(found: Validation, judged_run: str) -> ValidationResults:
    """The hold-out results by group and level; they hold for all runs of the two fits that share banks and method."""
    runs = [run for level in LEVELS if (run := default_run(level)) is not None]
    others = [run for run in shipped_runs() if run.startswith(judged_run)]
    return results_of(
        held_out(found.points, found.scores),
        list(dict.fromkeys([*runs, *others])) or [judged_run],
        protocol=FROZEN,
        command=COMMAND,
        results_version=RESULTS_VERSION,
        seen=rule("outcomes_seen") > 0.0,
    )


def write_standing(found: Validation, judged_run: str, path: Path = FILE) -> None:
    """Write the results that verdicts read their status from."""
    publish(standing(found, judged_run), path)
