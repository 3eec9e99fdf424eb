"""Read the model's own YAML files as plain data that remembers its lines: mappings, lists and plain values only.

The model cannot use the reader of `scenarios` (imports run the other way), and needs less: aliases are refused.
Events are taken one by one, so neither depth nor a "billion laughs" can exhaust stack or memory.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from model.parameters.errors import DataFileError, nearest_name

MAX_BYTES = 1_000_000
MAX_DEPTH = 20

KeyPath = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_PROJECT = Path(__file__).resolve().parents[2]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    ".nan": math.nan,
    ".inf": math.inf,
    "-.inf": -math.inf,
}


@dataclass(frozen=True)
class DataFile:
    """What one YAML file says (`data`), and on which line each key stands (`lines`)."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]
    error: type[DataFileError]

    def line(self, path: KeyPath) -> int | None:
        """Find the line of a path of keys, or of the longest known part of it."""
        return next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)

    def refuse(
        self, code: str, path: KeyPath, *, expected: str, remedy: str, found: object = None, nearest: str | None = None
    ) -> DataFileError:
        """Make the error for a path of keys."""
        return self.error(
            code,
            file=self.file,
            line=self.line(path),
            key=".".join(str(part) for part in path) or None,
            found=found,
            expected=expected,
            remedy=remedy,
            nearest=nearest,
        )

    def validated(self, model: type[Model], path: KeyPath = ()) -> Model:
        """Validate the part at `path` against a pydantic model; its first mistake becomes a DataFileError."""
        data: Any = self.data
        for part in path:
            data = data[part]
        try:
            return model.model_validate(data)
        except ValidationError as error:
            raise self._from_pydantic(error, model, path) from None

    def _from_pydantic(self, error: ValidationError, model: type[BaseModel], path: KeyPath) -> DataFileError:
        # An unknown key is told first: it is usually the cause of the "missing" one that pydantic lists before it.
        mistakes = sorted(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        mistake = mistakes[0]
        location = self._known_part((*path, *mistake["loc"]))
        wrong_key = mistake["loc"][-1] == "[key]"
        if wrong_key or mistake["type"] == "extra_forbidden":
            names = sorted(_allowed_names(model, mistake["loc"][:-1]))
            if wrong_key:  # a mapping whose keys are a closed list: pydantic names them in its message
                names = re.findall(r"'([^']+)'", str(mistake.get("ctx", {}).get("expected", "")))
            return self.refuse(
                "unknown_key",
                location,
                found=location[-1],
                expected="one of " + ", ".join(names),
                remedy="rename or remove the key",
                nearest=nearest_name(str(location[-1]), names),
            )
        if mistake["type"] == "missing":
            location = (*path, *mistake["loc"])
            return self.refuse(
                "missing_key", location, expected=f"the key {location[-1]!r}", remedy="add the key with its value"
            )
        return self.refuse(
            "wrong_value",
            location,
            found=mistake.get("input"),
            expected=mistake["msg"],
            remedy="correct the value",
        )

    def _known_part(self, location: KeyPath) -> KeyPath:
        """Cut what pydantic adds to a location and the file does not have (branches of a union, `[key]`)."""
        data: Any = self.data
        for number, part in enumerate(location):
            try:
                data = data[part]
            except (KeyError, IndexError, TypeError):
                return location[:number]
        return location


def _allowed_names(model: type[BaseModel], location: tuple[str | int, ...]) -> set[str]:
    """List the keys allowed in the part of a model that a pydantic location points to."""
    for part in location:
        if isinstance(part, int) or part not in model.model_fields:
            continue
        inner = _inner_model(model.model_fields[part].annotation)
        if inner is not None:
            model = inner
    return set(model.model_fields)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        inner = _inner_model(argument)
        if inner is not None:
            return inner
    return None


def shown_path(path: Path) -> str:
    """Write a path as people should see it: the model's own files from the package on, others as given."""
    try:
        return path.resolve().relative_to(_PROJECT).as_posix()
    except ValueError:
        return str(path)


def read_data_file(path: Path, error: type[DataFileError] = DataFileError) -> DataFile:
    """Read one YAML file whose top is a mapping; raise `error` where it cannot be accepted."""
    name = shown_path(path)
    try:
        content = path.read_bytes()
    except OSError as reason:
        raise error(
            "file_unreadable",
            file=name,
            found=reason.strerror,
            expected="a readable YAML file",
            remedy="check that the file exists and may be read",
        ) from None
    if len(content) > MAX_BYTES:
        raise error("file_too_large", file=name, expected=f"at most {MAX_BYTES} bytes", remedy="split the file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error("not_utf8", file=name, expected="text in UTF-8", remedy="save the file as UTF-8") from None
    return read_data_text(text, name, error)


def read_data_text(text: str, name: str, error: type[DataFileError] = DataFileError) -> DataFile:
    """Read YAML text whose top is a mapping, as if it stood in a file of this name; raise `error` where it cannot be."""
    try:
        data, lines = _Builder(name, error).build(text)
    except yaml.YAMLError as reason:
        mark = getattr(reason, "problem_mark", None)
        raise error(
            "not_yaml",
            file=name,
            line=mark.line + 1 if mark else None,
            found=getattr(reason, "problem", None),
            expected="valid YAML",
            remedy="mend the indentation, quote or colon on that line",
        ) from None
    if not isinstance(data, dict):
        raise error("not_a_mapping", file=name, line=1, expected="`name: value` pairs", remedy="name every entry")
    return DataFile(name, data, lines, error)


class _Builder:
    """Builds plain data from parser events, keeping the line of every key and list item."""

    def __init__(self, file: str, error: type[DataFileError]) -> None:
        self.file = file
        self.error = error
        self.lines: dict[KeyPath, int] = {}
        self.path: list[str | int] = []
        self.open: list[dict[str, Any] | list[Any]] = []
        self.key: list[str | None] = []  # the key that awaits its value, for each open mapping
        self.top: Any = None
        self.documents = 0

    def build(self, text: str) -> tuple[Any, dict[KeyPath, int]]:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise self._refuse("several_documents", line, "one document", "remove the `---`")
            elif isinstance(event, yaml.AliasEvent):
                raise self._refuse("alias", line, "values written out", f"write out *{event.anchor}")
            elif isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if event.tag not in (None, "!"):
                    raise self._refuse("tag", line, "a plain value", f"remove the tag {event.tag}")
                self._value(event, line)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self.open.pop()
                self.key.pop()
                if self.open:
                    self._settle()
        return self.top, self.lines

    def _refuse(self, code: str, line: int, expected: str, remedy: str) -> DataFileError:
        key = ".".join(str(part) for part in self.path) or None
        return self.error(code, file=self.file, line=line, key=key, expected=expected, remedy=remedy)

    def _value(self, event: yaml.Event, line: int) -> None:
        parent = self.open[-1] if self.open else None
        if isinstance(parent, dict) and self.key[-1] is None:
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refuse("key_not_text", line, "text as key", "write the key as plain text")
            self._take_key(parent, event.value, line)
            return
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = event.value if event.style else _plain(event.value)
        else:
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        if parent is None:
            self.top = value
        elif isinstance(parent, list):
            self.path.append(len(parent))
            self.lines[tuple(self.path)] = line
            parent.append(value)
        else:
            key = self.key[-1]
            assert key is not None
            parent[key] = value
        if isinstance(value, dict | list) and not isinstance(event, yaml.ScalarEvent):
            self.open.append(value)
            self.key.append(None)
            if len(self.open) > MAX_DEPTH:
                raise self._refuse("too_deep", line, f"at most {MAX_DEPTH} levels", "flatten the entry")
        elif parent is not None:
            self._settle()

    def _settle(self) -> None:
        """Close the value just placed: its mapping waits for the next key, its list for the next item."""
        self.path.pop()
        self.key[-1] = None

    def _take_key(self, parent: dict[str, Any], key: str, line: int) -> None:
        self.path.append(key)
        if key == "<<":
            raise self._refuse("merge_key", line, "values written out", "write the merged keys out")
        if key in parent:
            first = self.lines[tuple(self.path)]
            raise self._refuse("duplicate_key", line, "each key once", f"remove one of the two (first on line {first})")
        self.lines[tuple(self.path)] = line
        self.key[-1] = key


def _plain(text: str) -> object:
    """Read an unquoted scalar (YAML 1.2 core: `no` and `2023-06-01` stay text)."""
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
