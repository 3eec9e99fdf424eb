"""The commands of `tuiyan` and their options, in the user's language."""

# Annotations are evaluated here: the help texts in them depend on the language.
import importlib
import importlib.util
from typing import Annotated, Any

import typer

from scenarios.cli.options import whole_number
from scenarios.messages import text


def build_application(language: str) -> typer.Typer:
    """Make the application with every help text in a language."""

    def help_of(key: str) -> str:
        return text(f"cli.help.{key}", language)

    application = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help=help_of("tuiyan"),
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    as_json_option = Annotated[bool, typer.Option("--json", help=help_of("json"))]
    language_option = Annotated[str, typer.Option("--lang", metavar="zh|en", help=help_of("lang"))]
    out_option = Annotated[str | None, typer.Option("--out", metavar="FILE", help=help_of("out"))]
    seed_option = Annotated[str | None, typer.Option("--seed", metavar="N", help=help_of("seed"))]
    posterior_option = Annotated[
        str | None, typer.Option("--posterior", metavar="default|prior|FILE", help=text("posterior.help", language))
    ]
    as_of_option = Annotated[str | None, typer.Option("--as-of", metavar="YEAR", help=help_of("as_of"))]

    @application.command("plans", help=help_of("plans"))
    def plans(as_json: as_json_option = False, lang: language_option = language, out: out_option = None) -> int:
        from scenarios.cli.plans_command import plans_command

        return plans_command(_language(lang), as_json=as_json, out=out)

    @application.command("run", help=help_of("run"))
    def run(
        scenario: Annotated[str, typer.Argument(metavar="SCENARIO|PLAN", help=help_of("scenario"))],
        replicates: Annotated[str | None, typer.Option("--replicates", metavar="N", help=help_of("replicates"))] = None,
        seed: seed_option = None,
        threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=help_of("threads"))] = None,
        as_of: as_of_option = None,
        rulebook: Annotated[
            str | None, typer.Option("--rulebook", metavar="calendar|2022|2026", help=help_of("rulebook"))
        ] = None,
        counting: Annotated[
            str | None, typer.Option("--counting", metavar="nested|valid|highest", help=help_of("counting"))
        ] = None,
        reading: Annotated[
            list[str] | None, typer.Option("--reading", metavar="CHOICE=WORD", help=help_of("reading"))
        ] = None,
        suppose: Annotated[
            list[str] | None, typer.Option("--suppose", metavar="ID|inputs", help=help_of("suppose"))
        ] = None,
        ledger: Annotated[str | None, typer.Option("--ledger", metavar="FILE", help=help_of("run_ledger"))] = None,
        posterior: posterior_option = None,
        until_decided: Annotated[
            bool | None, typer.Option("--until-decided/--exactly", help=help_of("until_decided"))
        ] = None,
        chunk: Annotated[str | None, typer.Option("--chunk", metavar="N", help=help_of("chunk"))] = None,
        as_json: as_json_option = False,
        detail: Annotated[bool, typer.Option("--detail", help=help_of("detail"))] = False,
        lang: language_option = language,
        out: out_option = None,
        progress: Annotated[bool | None, typer.Option("--progress/--no-progress", help=help_of("progress"))] = None,
        charts: Annotated[str | None, typer.Option("--charts", metavar="DIR", help=help_of("charts"))] = None,
    ) -> int:
        from scenarios.cli.run_command import RunRequest, run_command

        request = RunRequest(
            scenario,
            whole_number("--replicates", replicates),
            whole_number("--seed", seed),
            whole_number("--threads", threads),
            whole_number("--as-of", as_of),
            rulebook,
            counting,
            tuple(reading or ()),
            tuple(suppose or ()),
            whole_number("--chunk", chunk),
            until_decided,
            as_json,
            detail,
            out,
            progress,
            charts,
            ledger,
            posterior,
        )
        return run_command(request, _language(lang))

    @application.command("trace", help=help_of("trace"))
    def trace(
        scenario: Annotated[str, typer.Argument(metavar="SCENARIO|PLAN", help=help_of("scenario"))],
        replicate: Annotated[str, typer.Option("--replicate", metavar="N", help=help_of("replicate"))],
        enterprise: Annotated[str | None, typer.Option("--enterprise", metavar="N", help=help_of("enterprise"))] = None,
        project: Annotated[str | None, typer.Option("--project", metavar="P...", help=help_of("project"))] = None,
        projects: Annotated[bool, typer.Option("--projects", help=help_of("projects"))] = False,
        seed: seed_option = None,
        as_of: as_of_option = None,
        posterior: posterior_option = None,
        as_json: as_json_option = False,
        lang: language_option = language,
        out: out_option = None,
    ) -> int:
        from scenarios.cli.trace_command import trace_command

        return trace_command(
            scenario,
            whole_number("--replicate", replicate) or 0,
            {"--enterprise": enterprise, "--project": project, "--projects": "" if projects else None},
            whole_number("--seed", seed),
            whole_number("--as-of", as_of),
            _language(lang),
            posterior=posterior,
            as_json=as_json,
            out=out,
        )

    @application.command("sweep", help=help_of("sweep"))
    def sweep(
        file: Annotated[str | None, typer.Argument(metavar="FILE", help=help_of("sweep_file"))] = None,
        out: Annotated[str | None, typer.Option("--out", metavar="DIR", help=help_of("sweep_out"))] = None,
        threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=help_of("threads"))] = None,
        dask: Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help=help_of("sweep_dask"))] = None,
        batch: Annotated[str | None, typer.Option("--batch", metavar="N", help=help_of("sweep_batch"))] = None,
        timeout: Annotated[
            str | None, typer.Option("--timeout", metavar="SECONDS", help=help_of("sweep_timeout"))
        ] = None,
        status: Annotated[str | None, typer.Option("--status", metavar="DIR", help=help_of("sweep_status"))] = None,
        replay: Annotated[str | None, typer.Option("--replay", metavar="POINT", help=help_of("sweep_replay"))] = None,
        replicate: Annotated[str | None, typer.Option("--replicate", metavar="N", help=help_of("replicate"))] = None,
        as_json: as_json_option = False,
        lang: language_option = language,
        progress: Annotated[bool | None, typer.Option("--progress/--no-progress", help=help_of("progress"))] = None,
    ) -> int:
        from scenarios.cli.sweep_command import SweepRequest, sweep_command

        request = SweepRequest(
            file,
            out,
            whole_number("--threads", threads),
            dask,
            whole_number("--batch", batch),
            whole_number("--timeout", timeout),
            status,
            replay,
            whole_number("--replicate", replicate),
            as_json,
            progress,
        )
        return sweep_command(request, _language(lang))

    @application.command("compare", help=help_of("compare"))
    def compare(
        first: Annotated[str, typer.Argument(metavar="A", help=help_of("compare_first"))],
        second: Annotated[str, typer.Argument(metavar="B", help=help_of("compare_second"))],
        replicates: Annotated[
            str | None, typer.Option("--replicates", metavar="N", help=help_of("compare_replicates"))
        ] = None,
        seed: seed_option = None,
        posterior: posterior_option = None,
        threads: Annotated[str | None, typer.Option("--threads", metavar="N", help=help_of("threads"))] = None,
        contributions: Annotated[bool, typer.Option("--contributions", help=help_of("contributions"))] = False,
        as_json: as_json_option = False,
        lang: language_option = language,
        out: out_option = None,
    ) -> int:
        from scenarios.cli.compare_command import CompareRequest, compare_command

        request = CompareRequest(
            first,
            second,
            whole_number("--replicates", replicates),
            whole_number("--seed", seed),
            whole_number("--threads", threads),
            as_json,
            out,
            posterior,
            contributions,
        )
        return compare_command(request, _language(lang))

    @application.command("schema", help=help_of("schema"))
    def schema(
        name: Annotated[str | None, typer.Argument(metavar="plan|run|answers|...", help=help_of("schema_name"))] = None,
        as_json: as_json_option = False,
        lang: language_option = language,
        out: out_option = None,
    ) -> int:
        from scenarios.cli.schema_command import schema_command

        return schema_command(name, _language(lang), as_json=as_json, out=out)

    for command in (
        "audit",
        "template",
        "ledger",
        "answers",
        "seek",
        "sensitivity",
        "discover",
        "backtest",
        "verify",
        "calibrate",
        "validate",
    ):
        function = _command_of(command)
        if function is not None:
            application.command(command, help=help_of(command))(function)
    from scenarios.cli.annex import annex_command

    application.command("report", help=help_of("report"))(annex_command)
    from scenarios.cli.explore_command import explore_command

    application.command("explore", help=help_of("explore"))(explore_command)
    return application


def _command_of(name: str) -> Any:
    """Find `<name>_command` in `scenarios.cli.<name>`, where that part of the product is there."""
    module = f"scenarios.cli.{name}"
    if importlib.util.find_spec(module) is None:
        return None
    return getattr(importlib.import_module(module), f"{name}_command")


def _language(name: str) -> str:
    from scenarios.cli.options import one_of
    from scenarios.messages import LANGUAGES

    return one_of("--lang", name, LANGUAGES)
