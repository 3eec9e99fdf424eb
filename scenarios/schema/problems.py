"""Turn what pydantic found into InputErrors: file, line, key, what was expected, the nearest right name, the remedy."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.reading import Document, Path_

M = TypeVar("M", bound=BaseModel)
Detail = Mapping[str, Any]


def build(model: type[M], document: Document, data: Mapping[str, Any] | None = None) -> M:
    """Make a model from a read document; raise InputError naming every mistake with its line."""
    try:
        return model.model_validate(document.data if data is None else data)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _only_follows(detail)]
        problems = [_problem(model, document, detail) for detail in details]
        first, *others = sorted(problems, key=lambda problem: problem.where.line or 0)
        raise first.followed_by(others) from None


def _only_follows(detail: Any) -> bool:
    """Say whether a list is "too short" only because its items are wrong, which is reported by itself."""
    return bool(detail["type"] == "too_short" and detail["input"])


def _problem(model: type[BaseModel], document: Document, detail: Any) -> InputError:
    path = tuple(part for part in detail["loc"] if part != "[key]")
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "tuiyan":
        field = tuple(part for part in str(context["field"]).split(".") if part)
        values = dict(context["values"])
        if "known" in values:
            values["near"] = suggestion(str(values["name"]), values.pop("known"))
        return InputError(context["code"], document.place((*path, *field)), **values)
    translate = _TRANSLATIONS.get(kind, _other)
    code, values = translate(model, path, detail)
    return InputError(code, document.place(path), **values)


Translated = tuple[str, dict[str, object]]


def _unknown_key(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    name = str(path[-1])
    return "unknown_key", {"name": name, "near": suggestion(name, _names_at(model, path[:-1]))}


def _missing(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return "missing_key", {"name": str(path[-1])}


def _not_one_of(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    options = _options_at(model, path)
    return "not_one_of", {
        "found": detail["input"],
        "options": ", ".join(options) or str(detail["ctx"]["expected"]),
        "near": suggestion(str(detail["input"]), options),
    }


def _wrong_type(wanted: str) -> Callable[[type[BaseModel], Path_, Any], Translated]:
    def translate(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
        if detail["input"] is None:
            return "value_missing", {"name": str(path[-1]) if path else "-"}
        return f"not_{wanted}", {"found": detail["input"]}

    return translate


def _bound(relation: str, limit: str) -> Callable[[type[BaseModel], Path_, Any], Translated]:
    def translate(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
        return f"not_{relation}", {"found": detail["input"], "limit": detail["ctx"][limit]}

    return translate


def _not_finite(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return "not_finite", {"found": detail["input"]}


def _bad_identifier(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return "bad_identifier", {"found": detail["input"]}


def _empty(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return ("empty_plan" if path == ("targets",) else "too_few"), {"name": str(path[-1])}


def _bad_date(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return "not_date", {"found": detail["input"]}


def _empty_text(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return "empty_text", {"name": str(path[-1])}


def _other(model: type[BaseModel], path: Path_, detail: Any) -> Translated:
    return "not_accepted", {"found": detail["input"], "reason": detail["msg"]}


_TRANSLATIONS: Mapping[str, Callable[[type[BaseModel], Path_, Any], Translated]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _not_one_of,
    "float_type": _wrong_type("number"),
    "float_parsing": _wrong_type("number"),
    "int_type": _wrong_type("whole_number"),
    "int_parsing": _wrong_type("whole_number"),
    "int_from_float": _wrong_type("whole_number"),
    "string_type": _wrong_type("text"),
    "bool_type": _wrong_type("true_or_false"),
    "tuple_type": _wrong_type("list"),
    "list_type": _wrong_type("list"),
    "dict_type": _wrong_type("mapping"),
    "mapping_type": _wrong_type("mapping"),
    "model_type": _wrong_type("mapping"),
    "model_attributes_type": _wrong_type("mapping"),
    "finite_number": _not_finite,
    "greater_than_equal": _bound("at_least", "ge"),
    "less_than_equal": _bound("at_most", "le"),
    "string_pattern_mismatch": _bad_identifier,
    "string_too_short": _empty_text,
    "too_short": _empty,
    "date_type": _bad_date,
    "date_parsing": _bad_date,
    "date_from_datetime_parsing": _bad_date,
    "date_from_datetime_inexact": _bad_date,
}


def _annotation_at(model: type[BaseModel], path: Path_) -> Any:
    """Find the annotation that a path of keys leads to, or None."""
    found: Any = model
    for part in path:
        found = _step(_bare(found), part)
        if found is None:
            return None
    return _bare(found)


def _step(annotation: Any, part: str | int) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return field.annotation if field else None
    arguments = typing.get_args(annotation)
    if not arguments:
        return None
    return arguments[0] if isinstance(part, int) else arguments[-1]


def _bare(annotation: Any) -> Any:
    """Take away Annotated and `| None`."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        kept = [part for part in typing.get_args(annotation) if part is not type(None)]
        return _bare(kept[0]) if len(kept) == 1 else annotation
    return annotation


def _names_at(model: type[BaseModel], path: Path_) -> list[str]:
    found = _annotation_at(model, path)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return list(found.model_fields)
    return []


def _literals(annotation: Any) -> Iterator[str]:
    annotation = _bare(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        yield from (str(option) for option in typing.get_args(annotation))


def _options_at(model: type[BaseModel], path: Path_) -> list[str]:
    """List the words allowed at a path: the options of a value, or the keys of a mapping with fixed keys."""
    found = list(_literals(_annotation_at(model, path)))
    if found:
        return found
    holder = _annotation_at(model, path[:-1])
    arguments = typing.get_args(holder)
    return list(_literals(arguments[0])) if len(arguments) == 2 else []
