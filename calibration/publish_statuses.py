"""Write the validation status of verdicts from the committed predictions: `python -m calibration.publish_statuses --write`.

The predictions are those of the fit to 2023, judged by the frozen protocol. Their scores hold for that run, and, as a test of the
same method, for the runs of the same kind that come with the package, which also saw the held-out years.
"""

from __future__ import annotations

import argparse
import sys

from calibration.predicting import FILE as PREDICTIONS
from calibration.predicting import read_predictions
from calibration.reporting import FILE as FIT
from calibration.statuses import held_out, publish, results_of
from calibration.validation.judging import judged
from calibration.validation.protocol import FROZEN
from model.posterior import default_run
from scenarios.schema.reading import read_yaml
from scenarios.validation.results import LEVELS, ValidationResults, load_results

COMMAND = "python -m calibration.publish_statuses --write"
NOTHING = ValidationResults(run_id=None)


def computed() -> ValidationResults:
    """Give the results that verdicts should read; those of nothing where no predictions are committed."""
    if not PREDICTIONS.is_file() or not FIT.is_file():
        return NOTHING
    fit = read_yaml(FIT).data
    found = judged(read_predictions())
    shipped = [run for run in dict.fromkeys(default_run(level) for level in LEVELS) if run is not None]
    return results_of(
        held_out(found.points, found.scores),
        list(dict.fromkeys((str(fit["judged"]), *shipped))),
        protocol=FROZEN,
        command=COMMAND,
        results_version=str(fit["results_version"]),
    )


def main(arguments: list[str] | None = None) -> int:
    """Say whether the committed statuses are those of the committed predictions; with --write write them."""
    parser = argparse.ArgumentParser(prog="python -m calibration.publish_statuses", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write scenarios/validation/results.yaml")
    found = computed()
    if parser.parse_args(arguments).write:
        publish(found)
        print("written")
        return 0
    same = found == load_results()
    print("equal" if same else "moved")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
