"""`tuiyan trace`: one enterprise's life in one replicate."""

from __future__ import annotations

import json

from scenarios.cli.output import check_writable, emit
from scenarios.loaded import load
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import MAX_REPLICATES, MAX_SEED


def trace_command(
    name: str,
    replicate: int,
    enterprise: str,
    seed: int | None,
    as_of: int | None,
    language: str,
    *,
    as_json: bool,
    out: str | None,
) -> int:
    """Tell one life; raises InputError for a replicate, an enterprise or a seed that cannot be."""
    from scenarios.trace import life_of

    check_writable(out)
    loaded = load(name, as_of=as_of)
    chosen = loaded.scenario.seed if seed is None else seed
    limits = (
        ("--replicate", replicate, MAX_REPLICATES - 1),
        ("--seed", chosen, MAX_SEED),
    )
    for option, value, high in limits:
        if not 0 <= value <= high:
            raise InputError("option_out_of_range", option=option, found=value, low=0, high=high)
    life = life_of(loaded, seed=chosen, replicate=replicate, enterprise=enterprise)
    shown = (
        json.dumps(life.to_json(language), ensure_ascii=False, indent=2) + "\n" if as_json else life.report(language)
    )
    emit(shown, out)
    return 0
