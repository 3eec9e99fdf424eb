"""`tuiyan explore`: the pages in the browser, served to this machine alone."""

# Annotations are evaluated by typer: no postponed annotations here.
import importlib
import importlib.util
import sys
from typing import Annotated

import typer

from scenarios.cli.entry import chosen_language
from scenarios.messages import text

_LANGUAGE = chosen_language(sys.argv[1:])
LOWEST_PORT, HIGHEST_PORT = 1024, 65535


def _help(key: str) -> str:
    return text(f"explore.help.{key}", _LANGUAGE)


def explore_command(
    port: Annotated[str | None, typer.Option("--port", metavar="N", help=_help("port"))] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help=_help("no_browser"))] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=text("cli.help.lang", _LANGUAGE))] = _LANGUAGE,
) -> int:
    """Serve the explorer until Ctrl-C; raises InputError where the extra is missing or the port is taken."""
    from scenarios.cli.options import one_of, whole_number
    from scenarios.messages import LANGUAGES
    from scenarios.schema.errors import InputError

    language = one_of("--lang", lang, LANGUAGES)
    if importlib.util.find_spec("streamlit") is None or importlib.util.find_spec("altair") is None:
        raise InputError("explore_extra_missing")
    # Looked up by name: imports run from the explorer to the scenarios, never back.
    serving = importlib.import_module("explorer.serving")
    chosen = whole_number("--port", port) or serving.PORT
    if not LOWEST_PORT <= chosen <= HIGHEST_PORT:
        raise InputError("option_out_of_range", option="--port", found=chosen, low=LOWEST_PORT, high=HIGHEST_PORT)
    if _taken(chosen):
        raise InputError("port_taken", port=chosen)
    print(text("explore.where", language, port=chosen), file=sys.stderr, flush=True)
    return _serve(serving.arguments(chosen, headless=no_browser))


def _taken(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _serve(arguments: list[str]) -> int:
    """Hand over to Streamlit in this process; it ends with Ctrl-C."""
    streamlit = importlib.import_module("streamlit.web.cli")
    try:
        streamlit.main(arguments, prog_name="tuiyan explore", standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code) if isinstance(ended.code, int) else 0
    return 0
