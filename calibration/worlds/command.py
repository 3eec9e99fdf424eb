"""All of the study in its order: one bank, worlds the model is right about, worlds it is wrong about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from calibration.worlds import scoring
from calibration.worlds.designs import designs
from calibration.worlds.misspecified import MISSPECIFIED
from calibration.worlds.study import Judged, Study, tables
from calibration.worlds.truths import questions_of, simulate_truths

Said = Callable[[str, int, int], None]


def study_worlds(
    scenario: str,
    worlds: int,
    wrong: int,
    draws: int,
    seed: int,
    *,
    threads: int | None = None,
    progress: Said | None = None,
) -> dict[str, Any]:
    """Give every table of the study as plain data; the same arguments give the same tables."""
    from model.version import RESULTS_VERSION
    from scenarios.run import load
    from scenarios.verdicts.settings import settings
    from scenarios.world import world_of

    loaded = load(scenario)
    world = world_of(loaded)
    questions = questions_of(loaded)

    def saying(what: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(what, done, total)

    bank = simulate_truths(loaded, world, seed, 0, draws, threads=threads, progress=saying("bank"))
    right = simulate_truths(loaded, world, seed, draws, worlds, threads=threads, progress=saying("worlds"))
    classes = [lower for _, lower in settings().classes] + [1.0]
    studies: dict[str, Study] = {}
    found: dict[str, Any] = {}
    for name, points in designs(world.start_year).items():
        studies[name] = Study(bank, points, questions, seed, inputs=name == "full")
        judged = studies[name].judge(right, threads=threads, progress=saying(name))
        found[name] = tables(studies[name], judged, bank.names, classes)
    full = studies["full"]
    wrongs = {}
    for place, one in enumerate(MISSPECIFIED):
        first = draws + worlds + place * wrong
        truths = simulate_truths(loaded, one.world(world), seed, first, wrong, threads=threads)
        judged = full.judge(truths, distort=one.reports, threads=threads, progress=saying(one.name))
        wrongs[one.name] = _of_wrong(full, judged)
    return {
        "results_version": str(RESULTS_VERSION),
        "scenario": scenario,
        "scenario_hash": loaded.hash,
        "seed": seed,
        "draws": draws,
        "worlds": worlds,
        "wrong": wrong,
        "questions": len(questions),
        "years": list(full.years),
        "right": found,
        "misspecified": wrongs,
    }


def _of_wrong(study: Study, judged: Judged) -> dict[str, Any]:
    """Sum up worlds that the model is wrong about: how far off it is, and which warning showed it."""
    counts = slice(len(study.questions), study.outcomes)
    return {
        "worlds": len(judged.places),
        "coverage": scoring.coverage(judged.places, judged.raw),
        "coverage_counts": scoring.coverage(judged.places[:, counts], judged.raw[:, counts]),
        "reliability_goals": scoring.reliability(
            judged.goal_stated, judged.goal_came, (0.0, 0.1, 0.33, 0.66, 0.9, 1.0), study.seed
        ),
        "mean_stated": float(np.nanmean(judged.goal_stated)),
        "mean_came": float(judged.goal_came[np.isfinite(judged.goal_stated)].mean()),
        "alarms": float(judged.oddness.mean()),
        "odd_points": float((judged.odd_points > 0).mean()),
        "places": scoring.evenness(judged.places.reshape(-1))["counts"],
    }
