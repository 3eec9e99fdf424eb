"""From a loaded scenario to the world that the engine simulates: the one place where the two meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from model.build import WorldRequest, build_world, chain_shares, zone_shares
from model.ensemble import LARGEST_CHUNK, Ensemble, simulate
from model.inputs import PARAMETER_NAMES
from model.levers import load_levers
from model.parameters.errors import DataFileError
from model.parameters.table import Override, prior_row
from model.places import LEVER_NAMES
from model.rulebook.tables import RulebookChoice, load_rulebook
from model.world import LedgerStart, World, ledger_start
from scenarios.loaded import LoadedScenario
from scenarios.schema.errors import InputError, Place, suggestion
from scenarios.schema.scenario import Lever

CHUNK = 16
"""Replicates between two looks at cancellation inside the engine; changes no byte."""
USER_CODES = frozenset(
    {
        "unknown_parameter",
        "check_used_as_input",
        "override_out_of_range",
        "override_without_effect",
        "unknown_threshold",
        "threshold_out_of_range",
        "threshold_without_effect",
        "no_rule_governs",
    }
)
"""What the model refuses of a scenario's assumptions and rules; whatever else it refuses is a mistake in its own data."""


def world_of(loaded: LoadedScenario) -> World:
    """Build the world of a scenario; raises InputError for assumptions, rules and levers that the model does not know."""
    scenario, baseline, span = loaded.scenario, loaded.baseline, loaded.span
    for name, lever in scenario.levers.items():
        _check_lever(name, lever)
    with _refusals_of_the_model():
        return build_world(
            WorldRequest(
                start_year=span.state_year,
                years=span.last - span.state_year,
                figures={str(name): prior_row(figure.spec) for name, figure in baseline.figures.items()},
                chains={} if baseline.chain_shares is None else dict(baseline.chain_shares.shares),
                zones={} if baseline.zone_shares is None else dict(baseline.zone_shares.shares),
                chain_outputs={name: prior_row(figure.spec) for name, figure in baseline.chain_outputs.items()},
                zone_outputs={name: prior_row(figure.spec) for name, figure in baseline.zone_outputs.items()},
                overrides=_overrides(loaded),
                rulebook=RulebookChoice(scenario.rulebook, dict(scenario.rulebook_changes), scenario.known_in),
                county=baseline.level == "county",
                levers={
                    name: [(lever.start, lever.end, lever.intensity, lever.chain)]
                    for name, lever in scenario.levers.items()
                },
                imposed={name: list(spans) for name, spans in loaded.supposed.imposed.items()},
                ledger=_ledger_start(loaded),
                posterior=loaded.posterior,
                learned_figures=loaded.learned_figures,
            )
        )


def _ledger_start(loaded: LoadedScenario) -> LedgerStart | None:
    """Lay the planner's own enterprises out for the engine; None without a ledger."""
    if loaded.ledger is None:
        return None
    from scenarios.ledger.arrays import ledger_arrays

    baseline = loaded.baseline
    chains = chain_shares({} if baseline.chain_shares is None else dict(baseline.chain_shares.shares))[1]
    zones = zone_shares({} if baseline.zone_shares is None else dict(baseline.zone_shares.shares))[1][1:]
    found = ledger_arrays(loaded.ledger, chains, zones, loaded.span.state_year)
    line = load_rulebook().arrays(loaded.span.state_year, 1).above_scale_revenue
    return ledger_start(found.numbers, found.labels, found.statuses, found.keys, found.names, found.complete_for, line)


def _check_lever(name: str, lever: Lever) -> None:
    """Refuse a lever that the model does not have, beyond its range, or for one chain where it acts on the region."""
    known = load_levers().get(name)
    if known is None:
        raise InputError("unknown_lever", name=name, near=suggestion(name, LEVER_NAMES))
    if not known.lowest <= lever.intensity <= known.highest:
        low, high = known.lowest, known.highest
        raise InputError(
            "lever_out_of_range",
            Place(key=f"levers.{name}.intensity"),
            name=name,
            found=lever.intensity,
            low=low,
            high=high,
            unit=known.unit,
        )
    if lever.chain is not None and not known.by_chain:
        raise InputError("lever_not_by_chain", Place(key=f"levers.{name}.chain"), name=name, chain=lever.chain)


def _overrides(loaded: LoadedScenario) -> dict[str, Override]:
    """Give the parameters that the scenario fixes to a value or believes differently; verdicts draw some themselves."""
    found: dict[str, Override] = {}
    for name, assumption in loaded.scenario.assumptions.items():
        if name in loaded.asked_inputs and name not in PARAMETER_NAMES:
            continue
        if assumption.distribution is not None:
            found[name] = assumption.distribution.spec
        elif assumption.value is not None:
            found[name] = assumption.value
    return found


class SimulatedScenario:
    """The model's engine for scenarios; the world of the last one asked for is kept."""

    def __init__(self) -> None:
        self._loaded: LoadedScenario | None = None
        self._world: World | None = None

    def __call__(
        self,
        scenario: LoadedScenario,
        *,
        seed: int,
        first_replicate: int,
        replicates: int,
        threads: int | None,
        chunk: int | None,
        cancel: Callable[[], bool] | None,
    ) -> Ensemble:
        """Simulate some replicates; when cancelled, those before the first that was not finished."""
        if self._world is None or self._loaded is not scenario:
            self._loaded, self._world = scenario, world_of(scenario)
        found = simulate(
            self._world,
            seed,
            replicates,
            first_replicate=first_replicate,
            threads=threads,
            chunk=min(chunk or CHUNK, LARGEST_CHUNK),
            cancelled=cancel,
        )
        return found if len(found.numbers) == replicates else _without_gap(found, first_replicate)


def _without_gap(ensemble: Ensemble, first: int) -> Ensemble:
    """Keep the replicates first, first + 1 ... up to the first that is missing: threads finish chunks in any order."""
    kept = 0
    for number in ensemble.numbers.tolist():
        if number != first + kept:
            break
        kept += 1
    return Ensemble(
        years=ensemble.years,
        series=ensemble.series,
        values=ensemble.values[:kept],
        numbers=ensemble.numbers[:kept],
        parameters=ensemble.parameters[:kept],
        parameter_names=ensemble.parameter_names,
        failures=[failure for failure in ensemble.failures if failure.replicate < first + kept],
        cancelled=ensemble.cancelled,
    )


@contextmanager
def _refusals_of_the_model() -> Iterator[None]:
    """Say what the model refuses of a scenario in the words of an input error."""
    try:
        yield
    except DataFileError as error:
        if error.code not in USER_CODES:
            raise
        raise InputError(
            f"model_{error.code}",
            Place(key=error.key),
            found=error.found,
            expected=error.expected,
            near=error.nearest or "-",
        ) from error
