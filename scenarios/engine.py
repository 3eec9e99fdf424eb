"""The seam between what is asked and the model: any function of this shape can answer a scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from scenarios.verdicts.samples import EnsembleLike

if TYPE_CHECKING:
    from scenarios.loaded import LoadedScenario


class Engine(Protocol):
    """Simulates the replicates first_replicate .. first_replicate + replicates - 1 of a scenario.

    What a replicate holds depends on scenario, seed and its number alone. When `cancel()` turns true the engine may
    return early with fewer replicates, the first of those asked; it never leaves a gap. Each of `failures` carries the
    number of its replicate.
    """

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
    ) -> EnsembleLike:
        """Simulate."""
        ...


def compiled_engine() -> Engine:
    """Load the model's own engine (and with it numba)."""
    from scenarios.world import SimulatedScenario

    return SimulatedScenario()


def compiles_first() -> bool:
    """Tell whether the engine will be compiled now: no compiled copy of these sources is kept on this machine."""
    from model.compiled import CACHE_FOLDER

    return not any(CACHE_FOLDER.glob("*/engine.run_replicates-*.nbi"))
