"""`tuiyan backtest`: plans whose years have come, run from what was known when they were drafted, and scored."""

# Annotations are evaluated by typer: no postponed annotations here.
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

if TYPE_CHECKING:
    from calibration.backtest import Backtest, PlanOutcomes
    from scenarios.schema.plan import Plan

_LANGUAGE = chosen_language(sys.argv[1:])
KNOWN_TO = "2025"


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def backtest_command(
    plans: Annotated[
        list[str] | None, typer.Argument(metavar="[PLAN|FILE]...", help=_help("backtest.help_plans"))
    ] = None,
    outcomes: Annotated[
        list[str] | None, typer.Option("--outcomes", metavar="FILE", help=_help("backtest.help_outcomes"))
    ] = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="FILE", help=_help("backtest.help_template"))
    ] = None,
    known_to: Annotated[
        str, typer.Option("--known-to", metavar="YEAR", help=_help("backtest.help_known_to"))
    ] = KNOWN_TO,
    replicates: Annotated[
        str | None, typer.Option("--replicates", metavar="N", help=_help("cli.help.replicates"))
    ] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("cli.help.seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("cli.help.threads"))] = None,
    posterior: Annotated[
        str, typer.Option("--posterior", metavar="prior|default|FILE", help=_help("backtest.help_posterior"))
    ] = "prior",
    as_json: Annotated[bool, typer.Option("--json", help=_help("cli.help.json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("cli.help.lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("cli.help.out"))] = None,
) -> int:
    """Score plans against what became of them, or write the workbook for it."""
    from scenarios.cli.analysis import answered
    from scenarios.cli.options import one_of, whole_number
    from scenarios.messages import LANGUAGES
    from scenarios.posteriors import own_posterior

    language = one_of("--lang", lang, LANGUAGES)
    year = whole_number("--known-to", known_to) or int(KNOWN_TO)
    if template is not None:
        return _template(template, plans or [], year, language)
    asked = _asked(plans or [], outcomes or [], year)
    own = own_posterior(posterior, "county")

    def work(_cancelled: Any) -> "Backtest":
        from calibration.backtest import backtest

        return backtest(
            asked,
            whole_number("--replicates", replicates),
            whole_number("--seed", seed),
            whole_number("--threads", threads),
            tell=lambda name: print(text("backtest.running", language, plan=name), file=sys.stderr, flush=True),
            posterior=posterior,
            own=own,
        )

    return answered(
        work,
        lambda found: "\n".join(report(found, language)),
        lambda found: found.to_json(),
        language,
        as_json=as_json,
        out=out,
        file=lambda found, form: _written(found, asked, form, language, own),
    )


def _written(found: "Backtest", asked: Any, form: str, language: str, own: Any) -> bytes:
    from calibration.remaking import backtest_written

    return backtest_written(found, asked, form, language, own=own)


def _asked(plans: list[str], sheets: list[str], known_to: int) -> "list[tuple[PlanOutcomes, Plan]]":
    from calibration.backtest import list_outcomes, load_outcomes
    from scenarios.schema.errors import InputError

    names = plans or ([] if sheets else list_outcomes())
    found = [load_outcomes(name) for name in names]
    for sheet in sheets:
        from calibration.backtest.sheet import read_outcomes_xlsx

        found += read_outcomes_xlsx(Path(sheet), known_to)
    if not found:
        raise InputError("backtest_nothing")
    return found


def _template(out: str, plans: list[str], known_to: int, language: str) -> int:
    from calibration.backtest.outcomes import list_outcomes
    from calibration.backtest.sheet import template_rows, template_xlsx
    from scenarios.cli.output import check_writable, emit, write_whole
    from scenarios.schema.errors import InputError, Place
    from scenarios.schema.load import load_plan

    check_writable(out)
    suffix = Path(out).suffix.lower()
    if suffix != ".xlsx":
        raise InputError("backtest_suffix", Place(out), found=suffix or "-")
    # A plan that is a file is looked for beside the workbook when that is read.
    asked = [(Path(name).name if Path(name).is_file() else name, load_plan(name)) for name in plans or list_outcomes()]
    write_whole(out, template_xlsx(asked, known_to))
    rows = sum(len(template_rows(plan, known_to)) for _, plan in asked)
    emit(text("backtest.template_written", language, out=out, plans=len(asked), rows=rows) + "\n")
    return 0


def report(found: "Backtest", language: str) -> Iterator[str]:
    """Tell a backtest to a person."""
    from calibration.backtest.document import conclusions, leak_lines
    from scenarios.cli.tables import Column, grid, terminal_width
    from scenarios.cli.wording import amount

    data = found.to_json()
    yield text(
        "backtest.page.run",
        language,
        version=found.results_version,
        replicates=found.replicates,
        seed=found.seed,
        posterior=found.posterior,
    )
    yield text("backtest.page.how", language)
    yield ""
    yield from conclusions(data, language)
    yield ""
    heads = text("backtest.page.record_head", language).split("|")
    rows = [
        [
            each.plan,
            f"{each.first_year}–{each.end}",
            str(each.known_in),
            *(str(each.coverage[name]) for name in ("rows", "due", "due_known", "points")),
            str(sum(point.state == "scored" for point in each.scored)),
        ]
        for each in found.plans
    ]
    yield grid([Column(head, right=place > 0) for place, head in enumerate(heads)], rows, terminal_width())
    if found.scored:
        yield ""
        names = text("backtest.page.figures_head", language).split("|")
        columns = [Column(names[0]), Column(names[1]), Column(names[2])]
        columns += [Column(name, right=True) for name in names[3:7]]
        columns.append(Column(names[9]))
        cells = [
            [
                point.plan,
                point.of,
                f"{point.year}-{point.month:02d}",
                f"{amount(point.value)} {point.unit}",
                " / ".join(amount(point.quantiles[name]) for name in ("p05", "p50", "p95")) if point.quantiles else "—",
                "—" if point.rank is None else f"{point.rank:.2f}",
                f"{point.scores['model']['crps']:.2f}" if "crps" in point.scores.get("model", {}) else "—",
                text(f"backtest.state.{point.state}", language),
            ]
            for point in found.scored
        ]
        yield grid(columns, cells, terminal_width())
    yield ""
    yield text("backtest.page.leaks_said", language)
    yield from leak_lines(data, language)
