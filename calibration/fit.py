"""Fit the nation and 河南 to what is known, and write the posteriors: `python -m calibration.fit [--draws N] [--resume]`.

Four fits, each from the same plain banks: nation and province by what was known at the end of 2023 (by which predictions are
judged) and by everything (which ships). The province believes of its parameters what the nation taught, weaker by the spread
between regions; cities and counties what the province taught (`hierarchy.py`). Everything drawn is kept in a folder and never
drawn twice: a run that was interrupted ends with the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from calibration import settings, summaries
from calibration.fitting import Fit, Plan, Tell, fit
from calibration.hierarchy import learned_normal, prior_elsewhere, widened
from calibration.posterior_cut_offs import cut_offs_of, for_places
from calibration.predicting import write_predictions
from calibration.regions import FIGURE
from calibration.reporting import content, write_results
from calibration.series import LAST_FITTED_YEAR
from calibration.smc import NormalPrior
from calibration.space import Space
from model.posterior import Posterior, read_posterior, write_posterior
from model.posterior.shipped import DEFAULTS, FOLDER, SUFFIX
from model.version import RESULTS_VERSION

Floats = NDArray[np.float64]

COMMAND: Final = "python -m calibration.fit"
SEED: Final = 20261122
EVERYTHING: Final = 2025
NATION_PLAN: Final = Plan(plain=1000, generations=9, draws=700, particles=300, scouts=150)
PROVINCE_PLAN: Final = Plan(plain=1500, generations=5, draws=800, particles=400, scouts=100)
PLACE_PARTICLES: Final = 800
CUT_OFF_DRAWS: Final = 150


@dataclass(frozen=True)
class Fits:
    """The fits of both regions by both years of knowledge."""

    nation: dict[int, Fit]
    province: dict[int, Fit]


def fit_all(folder: Path, nation_plan: Plan, province_plan: Plan, tell: Tell, years: Sequence[int]) -> Fits:
    """Fit nation, then province, by what was known at the end of each year."""
    nation: dict[int, Fit] = {}
    province: dict[int, Fit] = {}
    for known in years:
        before = [each.draws for each in nation.values()]
        nation[known] = fit(
            folder,
            settings.nation(),
            summaries.nation(known),
            known,
            nation_plan,
            lambda names: NormalPrior.standard(len(names)),
            SEED,
            tell,
            before,
        )
        learned = learned_normal(nation[known].population.points, nation[known].weights)
        names = nation[known].names
        before = [each.draws for each in province.values()]
        province[known] = fit(
            folder,
            settings.province(),
            summaries.province(known),
            known,
            province_plan,
            lambda here, learned=learned, names=names: prior_elsewhere(learned, names, here, "nation_to_province"),  # type: ignore[misc]
            SEED + 1,
            tell,
            before,
        )
    return Fits(nation, province)


def posterior_of(found: Fit, run_id: str, level: str, notes: str, cut_offs: dict[str, object] | None) -> Posterior:
    """The posterior of a region's own parameters."""
    kept = [place for place, name in enumerate(found.names) if not name.startswith(FIGURE)]
    return Posterior(
        run_id,
        tuple(found.names[place] for place in kept),
        _rounded(found.values[:, kept]),
        np.ones(len(found.values)),
        RESULTS_VERSION,
        f"{COMMAND}; seed {SEED}",
        notes,
        level,
        cut_offs,
    )


def place_posterior(found: Fit, run_id: str, level: str, notes: str, cut_offs: dict[str, object] | None) -> Posterior:
    """The posterior of a city or county: the province's particles, each moved by the spread between regions."""
    from calibration.hierarchy import correlations

    r = correlations("province_to_place", found.names)
    kept = [place for place, name in enumerate(found.names) if not name.startswith(FIGURE) and r[place] > 0.0]
    names = tuple(found.names[place] for place in kept)
    copies = -(-PLACE_PARTICLES // len(found.values))
    points = np.tile(found.population.points[:, kept], (copies, 1))[:PLACE_PARTICLES]
    space = Space(found.setting, names)
    values = space.values(widened(points, names, "province_to_place", SEED + len(level)))
    return Posterior(
        run_id,
        names,
        _rounded(values),
        np.ones(len(values)),
        RESULTS_VERSION,
        f"{COMMAND}; seed {SEED}",
        notes,
        level,
        cut_offs,
    )


def _rounded(values: Floats) -> Floats:
    """Six digits: more than is known, and few enough that a last bit of a library function hardly ever shows."""
    return np.array([[float(f"{value:.6g}") for value in row] for row in values.tolist()])


def run_of(fits: Fits, known: int) -> str:
    """The run's id: the year of knowledge and the digest of what was found."""
    digest = hashlib.sha256()
    for each in (fits.nation[known], fits.province[known]):
        digest.update(_rounded(each.values).tobytes())
    return f"fit{known}-{digest.hexdigest()[:8]}"


NOTES: Final = {
    EVERYTHING: "Fitted to everything known of the nation and 河南 to 2025.",
    LAST_FITTED_YEAR: "Fitted to what was known at the end of 2023; predictions are judged by it.",
}


def write_posteriors(fits: Fits, folder: Path, tell: Tell, cut_off_draws: int = CUT_OFF_DRAWS) -> dict[str, str]:
    """Write the posteriors of every level and year of knowledge; gives the default run of each level."""
    defaults = {}
    for known in fits.province:
        run = run_of(fits, known)
        national = posterior_of(fits.nation[known], f"{run}-nation", "nation", NOTES[known], None)
        plain = posterior_of(fits.province[known], f"{run}-province", "province", NOTES[known], None)
        lines = cut_offs_of(plain, cut_off_draws)
        tell(f"{run}: cut-offs found")
        provincial = replace(plain, cut_offs=lines)
        written = {"nation": national, "province": provincial}
        for level in ("prefecture", "county"):
            own = for_places(lines)
            written[level] = place_posterior(fits.province[known], f"{run}-{level}", level, NOTES[known], own)
        for level, posterior in written.items():
            if known == EVERYTHING or level in ("county", "prefecture"):
                write_posterior(posterior, folder / f"{posterior.run_id}{SUFFIX}")
            if known == EVERYTHING:
                defaults[level] = posterior.run_id
    return defaults


def write_defaults(defaults: dict[str, str], path: Path = DEFAULTS) -> None:
    """Make these runs what "default" means."""
    lines = [
        f'# Which fitted posterior "default" means, by level of region; null: the priors. Made by `{COMMAND}`.',
        "default:",
    ]
    lines += [f"  {level}: {defaults.get(level, 'null')}" for level in ("county", "prefecture", "province", "nation")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Fit, write the posteriors, make them the default, and write the report."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Fit nation and province; write posteriors and report.")
    parser.add_argument("--draws", type=float, default=1.0, help="share of the usual number of draws (default 1)")
    parser.add_argument("--folder", type=Path, default=None, help="where draws are kept (default: the cache folder)")
    parser.add_argument(
        "--resume", action="store_true", help="go on with draws that are there (else: they must not be)"
    )
    parser.add_argument("--keep-default", action="store_true", help="do not make the new posterior the default")
    chosen = parser.parse_args(arguments)
    folder = chosen.folder or default_folder()
    if not chosen.resume and any(folder.glob("*-plain/part-*.npy")):
        print(f"{folder} holds draws already: --resume goes on with them", file=sys.stderr)
        return 2

    def tell(line: str) -> None:
        print(line, flush=True)

    nation_plan, province_plan = (scaled(plan, chosen.draws) for plan in (NATION_PLAN, PROVINCE_PLAN))
    fits = fit_all(folder, nation_plan, province_plan, tell, (LAST_FITTED_YEAR, EVERYTHING))
    defaults = write_posteriors(fits, FOLDER, tell, max(10, int(CUT_OFF_DRAWS * chosen.draws)))
    if not chosen.keep_default:
        write_defaults(defaults)
    budget = {"nation": list(_counts(nation_plan)), "province": list(_counts(province_plan)), "seed": SEED}
    shipped, judged = (run_of(fits, known) for known in (EVERYTHING, LAST_FITTED_YEAR))
    write_results(content(fits.nation, fits.province, shipped, judged, budget))
    predictions = predict(fits, folder)
    write_predictions(predictions)
    tell(f"{len(predictions)} points predicted; default: {defaults}")
    return 0


def predict(fits: Fits, folder: Path) -> dict[str, Floats]:
    """Predict the held-out points from what was known at the end of the split; the protocol is checked first."""
    from calibration.predicting import predicted
    from calibration.validation.protocol import outcomes

    judged = run_of(fits, LAST_FITTED_YEAR)
    places = {level: read_posterior(FOLDER / f"{judged}-{level}{SUFFIX}") for level in ("prefecture", "county")}
    return predicted(outcomes(), fits.nation[LAST_FITTED_YEAR], fits.province[LAST_FITTED_YEAR], places, folder)


def _counts(plan: Plan) -> tuple[int, int, int, int, int]:
    return plan.plain, plan.generations, plan.draws, plan.particles, plan.scouts


def scaled(plan: Plan, share: float) -> Plan:
    """A plan with a share of the draws; never fewer than emulators need."""
    return Plan(
        max(100, int(plan.plain * share)),
        plan.generations,
        max(50, int(plan.draws * share)),
        max(25, int(plan.particles * share)),
        int(plan.scouts * share),
    )


def default_folder() -> Path:
    """The folder of draws in the user's cache."""
    from model.compiled import CACHE_FOLDER

    return CACHE_FOLDER.parent / "calibration"


if __name__ == "__main__":
    raise SystemExit(main())
