"""JSON: the stamp is the last key of the object; every other value is a cell named by its path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.verification.forms.reading import MOST_CELLS, MOST_NESTED, Read, UnreadableError, digest_of
from scenarios.verification.shown import Part, Shown, Value
from scenarios.verification.stamp import NAME, NoStampError, Stamp, unpacked


def stamped(data: Mapping[str, Any], stamp: Stamp) -> str:
    """Write an object as JSON with its stamp as the last key."""
    plain = json.loads(json.dumps(data, allow_nan=False))
    shown = shown_in(plain)
    whole = {**data, NAME: stamp.of_content(digest_of(shown), shown).packed()}
    return json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def shown_in(data: Mapping[str, Any]) -> Shown:
    """Give every value of an object with its path, in order; items of lists are named by their id where they have one."""
    rows: list[tuple[Value, ...]] = []
    for path, value in _flat(data, "", 0):
        rows.append((path, value))
        if len(rows) > MOST_CELLS:
            raise UnreadableError("large")
    return (Part("table", "", tuple(rows)),)


def _flat(data: Any, path: str, depth: int) -> Iterator[tuple[str, Value]]:
    if depth > MOST_NESTED:
        raise UnreadableError("nested")
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not path and key == NAME:
                continue
            yield from _flat(value, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            named = value.get("id") if isinstance(value, Mapping) else None
            yield from _flat(value, f"{path}[{named if isinstance(named, str) else place}]", depth + 1)
    else:
        yield path, data


def read(content: bytes) -> Read:
    """Read a JSON file; raises StampError."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError("damaged") from error
    if not isinstance(data, dict) or not isinstance(data.get(NAME), str):
        raise NoStampError("the object carries no stamp")
    shown = shown_in(data)
    return Read("json", unpacked(data[NAME]), shown, digest_of(shown))
