"""`tuiyan schema`: the JSON Schemas of what people write and of what the commands print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scenarios.cli.output import check_writable, emit
from scenarios.messages import text
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.export import MODELS, json_schema

FOLDER = Path(__file__).resolve().parent.parent / "schema"
RESULTS = {
    name: FOLDER / f"{name}_result.schema.json"
    for name in ("run", "audit", "answers", "seek", "sensitivity", "discover", "calibrate")
}


def schema_names() -> list[str]:
    """List what there is a schema of."""
    return [*MODELS, *(name for name, path in RESULTS.items() if path.is_file())]


def schema_of(name: str) -> dict[str, Any]:
    """Give the JSON Schema of a name; raises InputError for one that there is not."""
    names = schema_names()
    if name not in names:
        raise InputError("unknown_schema", name=name, near=suggestion(name, names))
    if name in MODELS:
        return json_schema(name)
    loaded: dict[str, Any] = json.loads(RESULTS[name].read_text(encoding="utf-8"))
    return loaded


def schema_command(name: str | None, language: str, *, as_json: bool, out: str | None) -> int:
    """Print one schema, or the list of those there are."""
    check_writable(out)
    if name is not None:
        emit(json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n", out)
    elif as_json:
        emit(json.dumps({"schemas": schema_names()}, indent=2) + "\n", out)
    else:
        lines = [text(f"schema.{known}", language) for known in schema_names()]
        emit("\n".join([text("schema.heading", language), *lines]) + "\n", out)
    return 0
