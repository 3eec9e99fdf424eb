"""`tuiyan validate`: how the posterior fitted to 2023 predicted what was published after."""

# Annotations are evaluated by typer: no postponed annotations here.
import importlib
import json
import sys
from typing import Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])


def validate_command(
    as_json: Annotated[bool, typer.Option("--json", help=text("cli.help.json", _LANGUAGE))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=text("cli.help.lang", _LANGUAGE))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=text("cli.help.out", _LANGUAGE))] = None,
) -> int:
    """Judge the committed predictions by the outcomes, under the frozen protocol, and print the report."""
    from scenarios.cli.options import one_of
    from scenarios.cli.output import check_writable, emit
    from scenarios.extras import require
    from scenarios.messages import LANGUAGES

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    require("calibration")
    # Looked up by name: imports run from calibration to the scenarios, never back.
    reports = importlib.import_module("calibration.reports")
    judging = importlib.import_module("calibration.validation.judging")
    predicting = importlib.import_module("calibration.predicting")
    found = judging.judged(predicting.read_predictions())
    run = str(reports.results()["judged"])
    if as_json:
        shown = json.dumps(judging.as_json(found, run), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    else:
        shown = reports.validation_report(found, run, language)
    written = None
    if out is not None:
        from scenarios.verification.analyses import form_of

        remaking = importlib.import_module("calibration.remaking")
        written = remaking.validation_written(form_of(out, as_json=as_json), language)
    emit(shown, out, written)
    return 0
