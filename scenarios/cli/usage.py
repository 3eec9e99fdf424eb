"""What is wrong with a command line, said in the user's language instead of the parser's English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from scenarios.messages import text
from scenarios.schema.errors import nearest


def usage_text(error: Exception, language: str) -> str | None:
    """Say a mistake of usage that the parser found; None where the error is something else."""
    kind = type(error).__name__
    if kind not in _SAY and getattr(error, "exit_code", None) != 2:
        return None
    said = _SAY.get(kind, _other)(error, language)
    context: Any = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "tuiyan"
    return text("cli.error", language, what=said) + "\n" + text("cli.usage.help", language, command=path)


def _no_option(error: Any, language: str) -> str:
    near = nearest(error.option_name, _options(error)) or ", ".join(sorted(_options(error)))
    return text("cli.usage.no_option", language, option=error.option_name, near=near)


def _missing(error: Any, language: str) -> str:
    return text("cli.usage.missing", language, name=_name(error))


def _bad(error: Any, language: str) -> str:
    return text("cli.usage.bad", language, name=_name(error))


def _needs_value(error: Any, language: str) -> str:
    return text("cli.usage.needs_value", language, option=getattr(error, "option_name", _name(error)))


def _other(error: Any, language: str) -> str:
    message = str(getattr(error, "message", error))
    command = re.search(r"No such command '(.*?)'", message)
    known = list(getattr(getattr(error, "cmd", None), "commands", {}))
    if command:
        near = nearest(command.group(1), known) or ", ".join(known)
        return text("cli.usage.no_command", language, name=command.group(1), near=near)
    if message.startswith("Missing command"):
        return text("cli.usage.missing_command", language, known=", ".join(known))
    extra = re.search(r"unexpected extra argument[s()]* \((.*)\)", message)
    if extra:
        return text("cli.usage.extra", language, found=extra.group(1))
    return text("cli.usage.other", language, message=message)


_SAY = {
    "NoSuchOption": _no_option,
    "MissingParameter": _missing,
    "BadParameter": _bad,
    "BadOptionUsage": _needs_value,
    "UsageError": _other,
    "NoArgsIsHelpError": _other,
}


def _name(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "?"
    options: list[str] = list(getattr(parameter, "opts", []))
    return (
        options[0]
        if options and options[0].startswith("-")
        else str(getattr(parameter, "metavar", None) or parameter.name)
    )


def _options(error: Any) -> Iterable[str]:
    command = getattr(error, "cmd", None)
    return [
        option for parameter in getattr(command, "params", []) for option in parameter.opts if option.startswith("-")
    ]
