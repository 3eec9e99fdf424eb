"""`tuiyan template`: the sheet or YAML file in which a planner writes their own targets."""

# Annotations are evaluated by typer: no postponed annotations here.
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])


def _help(key: str) -> str:
    return text(f"audit_cli.{key}", _LANGUAGE)


KINDS = ("plan", "ledger", "calibration")


def template_command(
    kind: Annotated[
        str, typer.Argument(metavar="plan|ledger|calibration", help=text("ledger_cli.template_name", _LANGUAGE))
    ] = "plan",
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_help("lang"))] = _LANGUAGE,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help=_help("template_out"))] = None,
) -> int:
    """Write the template of a plan's targets, or of a ledger of enterprises."""
    from scenarios.cli.options import one_of
    from scenarios.cli.output import check_writable, emit, write_whole
    from scenarios.importing import template_xlsx, template_yaml
    from scenarios.messages import LANGUAGES
    from scenarios.schema.errors import InputError, Place, suggestion

    language = one_of("--lang", lang, LANGUAGES)
    check_writable(out)
    if kind not in KINDS:
        raise InputError("template_unknown", found=kind, near=suggestion(kind, KINDS), options=", ".join(KINDS))
    if kind == "ledger":
        return _ledger(out, language, as_json=as_json)
    if kind == "calibration":
        return _calibration(out, language, as_json=as_json)
    if out is None:
        said = template_yaml()
        emit(json.dumps({"template": said}, ensure_ascii=False, indent=2) + "\n" if as_json else said)
        return 0
    suffix = Path(out).suffix.lower()
    if suffix == ".xlsx":
        _write_bytes(out, template_xlsx())
    elif suffix in (".yaml", ".yml"):
        write_whole(out, template_yaml())
    else:
        raise InputError("template_suffix", Place(out), found=suffix or "-")
    done = text("audit_cli.template_written", language, out=out)
    emit(json.dumps({"out": out}, ensure_ascii=False) + "\n" if as_json else done + "\n")
    return 0


def _ledger(out: str | None, language: str, *, as_json: bool) -> int:
    from scenarios.cli.output import emit
    from scenarios.ledger.template import template_xlsx as ledger_xlsx
    from scenarios.schema.errors import InputError, Place

    if out is None:
        raise InputError("ledger_template_out")
    suffix = Path(out).suffix.lower()
    if suffix != ".xlsx":
        raise InputError("ledger_template_suffix", Place(out), found=suffix or "-")
    _write_bytes(out, ledger_xlsx())
    done = text("ledger.template.written", language, out=out)
    emit(json.dumps({"out": out}, ensure_ascii=False) + "\n" if as_json else done + "\n")
    return 0


def _calibration(out: str | None, language: str, *, as_json: bool) -> int:
    import importlib

    from scenarios.cli.output import emit
    from scenarios.schema.errors import InputError, Place

    suffix = Path(out or "").suffix.lower()
    if out is None or suffix != ".xlsx":
        raise InputError("calibrate_template_suffix", Place(out), found=suffix or "-")
    # Looked up by name: imports run from calibration to the scenarios, never back.
    _write_bytes(out, importlib.import_module("calibration.local.template").template_xlsx())
    done = text("calibrate.template.written", language, out=out)
    emit(json.dumps({"out": out}, ensure_ascii=False) + "\n" if as_json else done + "\n")
    return 0


def _write_bytes(out: str, content: bytes) -> None:
    """Write a file all at once, so that a failure leaves no half of it."""
    from scenarios.schema.errors import InputError, Place

    place = Path(os.path.realpath(out))
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(name, 0o644)
        os.replace(name, place)
    except OSError as error:
        raise InputError("out_failed", Place(out), reason=error.strerror or type(error).__name__) from error
