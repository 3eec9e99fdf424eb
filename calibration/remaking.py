"""Files of `tuiyan backtest`, `validate` and `calibrate`, each with its stamp, and the same made again to be verified.

A backtest carries the plans and what became of them; a validation says which predictions it judged. A county's own figures are
nobody else's business: of them a posterior carries a digest only, and the figures are needed to learn the same again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from scenarios.extras import require
from scenarios.posteriors import is_named
from scenarios.schema.baseline import Baseline
from scenarios.schema.plan import Plan
from scenarios.verification.analyses import said_file
from scenarios.verification.documents import document_stamp, unchanged
from scenarios.verification.forms import csv
from scenarios.verification.remaking import Asked, CannotRemakeError, SourceNeededError, own_posterior
from scenarios.verification.stamp import StampError, stamp_of_question

if TYPE_CHECKING:
    from calibration.backtest import Backtest, PlanOutcomes
    from calibration.local import LocalCalibration, SheetReading
    from calibration.observation import ObservedPoint
    from model.posterior import Posterior

LEARNED_FROM = (
    *("series", "year", "month", "value", "unit", "reporting", "target"),
    *("at_least", "rounding", "level_break", "extra_error"),
)
"""What learning from a figure hangs on: all of `ObservedPoint` but its words."""


def backtest_written(
    found: Backtest,
    asked: Sequence[tuple[PlanOutcomes, Plan]],
    form: str,
    language: str,
    *,
    own: Posterior | None = None,
) -> bytes:
    """Write a backtest; plans and outcomes stand on the stamp, of a posterior of the planner's `own` its digest."""
    from scenarios.cli.backtest import report

    # Where a posterior lay is no one's business, and would differ on the machine that verifies.
    said = replace(found, posterior=PurePath(found.posterior).name)
    question = {
        "plans": [
            {
                "outcomes": outcomes.model_dump(mode="json", exclude_defaults=True),
                "plan": plan.model_dump(mode="json", exclude_defaults=True),
                "baseline": tested.baseline.model_dump(mode="json", exclude_defaults=True),
            }
            for (outcomes, plan), tested in zip(asked, found.plans, strict=True)
        ],
        **({} if own is None else {"posterior": own.digest}),
    }
    stamp = replace(
        document_stamp(question),
        seed=found.seed,
        replicates=found.replicates,
        posterior=None if said.posterior == "prior" else said.posterior,
    ).of_file(
        "backtest",
        form=form,
        language=language,
        posterior=said.posterior,
        hashes=[each.scenario_hash for each in found.plans],
    )
    return said_file(said.to_json(), lambda: "\n".join(report(said, language)), form, stamp)


def backtest_file(asked: Asked) -> bytes:
    """Run the plans on the stamp again, and score them by the outcomes on it."""
    require("calibration")
    from calibration.backtest import PlanOutcomes, backtest

    given, question = asked.arguments, unchanged(asked.stamp)
    digest = question.get("posterior")
    own = None if digest is None else own_posterior(str(digest), asked.posteriors)
    try:
        plans = [
            (
                PlanOutcomes.model_validate_json(json.dumps(each["outcomes"])),
                Plan.model_validate_json(json.dumps(each["plan"])),
            )
            for each in question["plans"]
        ]
        baselines = [Baseline.model_validate_json(json.dumps(each["baseline"])) for each in question["plans"]]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise StampError(f"the question cannot be read: {type(error).__name__}") from error
    name = str(given["posterior"])
    if own is None and not is_named(name):
        raise CannotRemakeError("posterior")  # a stamp names no files
    count, seed = asked.stamp.replicates, asked.stamp.seed
    found = backtest(plans, count, seed, posterior=name, own=own, baselines=baselines)
    return backtest_written(found, plans, str(given["form"]), str(given["language"]), own=own)


def validation_written(form: str, language: str) -> bytes:
    """Write how the predictions that come with the package were borne out; their digest stands on the stamp."""
    from calibration.predicting import FILE as PREDICTIONS
    from calibration.predicting import read_predictions
    from calibration.reports import results, validation_report
    from calibration.validation.judging import as_json, judged
    from calibration.validation.protocol import FROZEN

    found, run = judged(read_predictions()), str(results()["judged"])
    predictions = hashlib.sha256(PREDICTIONS.read_bytes()).hexdigest()
    stamp = document_stamp({"predictions": predictions, "protocol": FROZEN, "posterior_run": run})
    stamp = replace(stamp, posterior=run).of_file("validation", form=form, language=language, hashes=[run])
    return said_file(as_json(found, run), lambda: validation_report(found, run, language), form, stamp)


def validation_file(asked: Asked) -> bytes:
    """Judge them again."""
    require("calibration")
    unchanged(asked.stamp)
    return validation_written(str(asked.arguments["form"]), str(asked.arguments["language"]))


def figures_digest(points: Sequence[ObservedPoint]) -> str:
    """Digest a county's own figures, in their order, with everything that learning from them hangs on."""
    said = [[getattr(each, name) for name in LEARNED_FROM] for each in points]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def calibration_written(found: LocalCalibration, reading: SheetReading, replicates: int) -> bytes:
    """Write what was learned of a county: the posterior's file, which loads as any other, with its stamp as the last lines."""
    from model.posterior import posterior_text

    posterior = found.posterior
    stamp = stamp_of_question(found.loaded, found.seed, found.draws).of_file(
        "calibration", source=figures_digest(reading.points), judged=replicates, hashes=[posterior.run_id]
    )
    return csv.stamped_plain(posterior_text(posterior), stamp)


def calibration_file(asked: Asked) -> bytes:
    """Learn from the same figures again, which must be at hand; raises SourceNeededError."""
    require("analysis")
    from calibration.local import calibrate, read_sheet

    given, loaded = asked.arguments, asked.questions[0]
    if asked.source is None:
        raise SourceNeededError("none")
    reading = read_sheet(asked.source, loaded.baseline.region["zh"])
    if figures_digest(reading.points) != given["source"]:
        raise SourceNeededError("other")
    stamp, judged = asked.stamp, int(given["judged"])
    places = reading.places
    found = calibrate(loaded, reading.points, places=places, draws=stamp.replicates, seed=stamp.seed, replicates=judged)
    return calibration_written(found, reading, judged)
