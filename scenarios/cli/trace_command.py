"""`tuiyan trace`: the life of one enterprise or investment project in one replicate, or the list of all projects."""

from __future__ import annotations

import json
from collections.abc import Mapping

from scenarios.cli.output import check_writable, emit
from scenarios.loaded import load
from scenarios.schema.errors import InputError
from scenarios.schema.scenario import MAX_REPLICATES, MAX_SEED


def trace_command(
    name: str,
    replicate: int,
    followed: Mapping[str, str | None],
    seed: int | None,
    as_of: int | None,
    language: str,
    *,
    posterior: str | None = None,
    as_json: bool,
    out: str | None,
) -> int:
    """Tell one life, or list the projects; `followed` holds by option what was asked for, None where it was not.

    Raises InputError for a replicate, an enterprise, a project or a seed that cannot be, and where not exactly one is asked for.
    """
    from scenarios.trace_projects import traced

    asked = {option: value for option, value in followed.items() if value is not None}
    if len(asked) != 1:
        raise InputError("trace_of_what", found=", ".join(asked) or "-")
    check_writable(out)
    loaded = load(name, as_of=as_of, posterior=posterior)
    chosen = loaded.scenario.seed if seed is None else seed
    limits = (
        ("--replicate", replicate, MAX_REPLICATES - 1),
        ("--seed", chosen, MAX_SEED),
    )
    for option, value, high in limits:
        if not 0 <= value <= high:
            raise InputError("option_out_of_range", option=option, found=value, low=0, high=high)
    ((what, name_asked),) = asked.items()
    life = traced(loaded, chosen, replicate, what, name_asked)
    shown = (
        json.dumps(life.to_json(language), ensure_ascii=False, indent=2) + "\n" if as_json else life.report(language)
    )
    written = None
    if out is not None:
        from scenarios.verification.analyses import form_of, trace_written

        form = form_of(out, as_json=as_json)
        written = trace_written(life, loaded, chosen, replicate, (what, name_asked), form, language)
    emit(shown, out, written)
    return 0
