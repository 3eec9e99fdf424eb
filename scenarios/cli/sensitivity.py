"""`tuiyan sensitivity`: what an answer hangs on, and what to find out first."""

# Annotations are evaluated by typer: no postponed annotations here.
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text
from scenarios.messages.shares import open_percent

if TYPE_CHECKING:
    from scenarios.sensitivity import SensitivityAnswer

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(key, _LANGUAGE)


def sensitivity_command(
    source: Annotated[str, typer.Argument(metavar="PLAN|SCENARIO", help=_help("sensitivity.help.source"))],
    target: Annotated[
        list[str] | None, typer.Option("--target", metavar="ID", help=_help("sensitivity.help.target"))
    ] = None,
    levers: Annotated[
        str | None, typer.Option("--levers", metavar="A,B", help=_help("sensitivity.help.levers"))
    ] = None,
    replicates: Annotated[
        str | None, typer.Option("--replicates", metavar="N", help=_help("sensitivity.help.replicates"))
    ] = None,
    samples: Annotated[
        str | None, typer.Option("--samples", metavar="N", help=_help("sensitivity.help.samples"))
    ] = None,
    common: Annotated[str | None, typer.Option("--common", metavar="N", help=_help("sensitivity.help.common"))] = None,
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help=_help("cli.help.seed"))] = None,
    threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=_help("cli.help.threads"))] = None,
    posterior: Annotated[
        str | None, typer.Option("--posterior", metavar="default|prior|FILE", help=text("posterior.help", _LANGUAGE))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("cli.help.json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("cli.help.lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("cli.help.out"))] = None,
) -> int:
    """Analyse."""
    from scenarios.cli.analysis import answered, names, said_progress
    from scenarios.cli.options import one_of, whole_number
    from scenarios.loaded import load
    from scenarios.messages import LANGUAGES
    from scenarios.sensitivity import SensitivityRequest, sensitivity
    from scenarios.sensitivity.analysis import COMMON, REPLICATES, SAMPLES
    from scenarios.verification.analyses import sensitivity_written

    language = one_of("--lang", lang, LANGUAGES)
    loaded = load(source, posterior=posterior)

    def whole(option: str, found: str | None, otherwise: int) -> int:
        value = whole_number(option, found)
        return otherwise if value is None else value

    request = SensitivityRequest(
        tuple(target or ()),
        whole("--replicates", replicates, REPLICATES),
        whole("--samples", samples, SAMPLES),
        whole("--common", common, COMMON),
        names(levers),
        whole_number("--seed", seed),
    )
    tell = said_progress(language, lambda done, total: f"{done}/{total}")
    return answered(
        lambda cancelled: sensitivity(
            loaded, request, threads=whole_number("--threads", threads), cancel=cancelled, tell=tell
        ),
        lambda answer: "\n".join(report(answer, language)),
        lambda answer: answer.to_json(language),
        language,
        as_json=as_json,
        out=out,
        file=lambda answer, form: sensitivity_written(answer, request, form, language),
    )


def report(answer: "SensitivityAnswer", language: str) -> Iterator[str]:
    """Tell an answer to a person."""
    from scenarios.cli.analysis import targets_of
    from scenarios.cli.tables import Column, grid, terminal_width
    from scenarios.cli.wording import chance
    from scenarios.sensitivity.analysis import SHOWN, label
    from scenarios.validation import standing_of

    whole = text("sensitivity.whole_plan", language, count=len(answer.rows))
    yield text(
        "sensitivity.heading",
        language,
        targets=targets_of([row.target.label[language] for row in answer.rows], whole, language),
        chance=chance(answer.probability, language),
        replicates=answer.replicates,
        seed=answer.seed,
        version=answer.results_version,
    )
    yield standing_of(answer.scenario).line(language)
    yield ""
    clear = [each for each in answer.findings if each.clear][:SHOWN]
    if clear:
        yield text("sensitivity.first", language)
        rows = [
            [
                label(each.name, language),
                f"{each.narrows:.0%} ± {each.narrows_error:.0%}",
                f"{each.turns:.0%} ± {each.turns_error:.0%}",
                f"{open_percent(each.low_half)} / {open_percent(each.high_half)}",
            ]
            for each in clear
        ]
        heads: tuple[str, ...] = ("name", "narrows", "turns", "ends")
        columns = [Column(text(f"sensitivity.column.{name}", language), right=name != "name") for name in heads]
        yield grid(columns, rows, terminal_width())
    else:
        yield text("sensitivity.nothing_clear", language)
    if answer.jointly_narrows is not None:
        share = f"{answer.jointly_narrows:.0%}"
        yield text("sensitivity.jointly", language, count=len(answer.drawn_jointly), share=share)
    yield text("sensitivity.chance_left", language, share=f"{answer.left_to_chance:.0%}")
    found = answer.value
    if found is None:
        return
    yield ""
    if found.constant:
        yield text("sensitivity.constant", language)
        return
    yield text("sensitivity.indices", language, samples=found.samples, evaluations=found.evaluations)
    rows = [
        [
            label(each.name, language),
            f"{each.first:.2f} ± {each.first_error:.2f}",
            f"{each.total:.2f} ± {each.total_error:.2f}",
        ]
        for each in found.indices
    ]
    heads = ("input", "first", "total")
    columns = [Column(text(f"sensitivity.column.{name}", language), right=name != "input") for name in heads]
    yield grid(columns, rows, terminal_width())
    if answer.drawn_jointly:
        yield text("sensitivity.marginals", language)
    if found.few:
        yield text("sensitivity.too_few", language, more=found.samples * 4)
