"""Read a YAML file as plain data, with the line of every key, refusing whatever could hide a mistake or do harm.

Only mappings, lists, text, numbers, true, false and null are read (YAML 1.2 core: `no` and `2023-06-01` stay text).
Refused: duplicate keys, tags, merge keys, several documents, and what exceeds the bounds below, counted with aliases
unfolded (so a "billion laughs" never unfolds). The events of the parser are taken one by one, without recursion, so
no depth of nesting can exhaust the stack.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scenarios.schema.errors import InputError, Place, nearest

MAX_BYTES = 10_000_000
MAX_DEPTH = 20
MAX_NODES = 1_000_000

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTED = frozenset({"'", '"', "|", ">"})
Path_ = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}


@dataclass(frozen=True)
class Document:
    """What a YAML file says, and on which line it says it."""

    data: dict[str, Any]
    file: str
    lines: Mapping[Path_, int]

    def place(self, path: Path_) -> Place:
        """Find the line of the longest known part of a path of keys, and write the path as text."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                break
        return Place(self.file, line, written(path) or None)


def written(path: Path_) -> str:
    """Write a path of keys as people do: targets[3].value."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass
class _Frame:
    """A mapping or list being read."""

    value: dict[str, Any] | list[Any]
    path: Path_
    anchor: str | None
    nodes_before: int
    height: int = 1
    key: str | None = None
    key_lines: dict[str, int] = field(default_factory=dict)


def read_yaml(path: Path | str) -> Document:
    """Read a YAML file whose top is a mapping; raise InputError where it cannot be accepted."""
    path = Path(path)
    name = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        siblings = [found.name for found in path.parent.glob("*")] if path.parent.is_dir() else []
        near = nearest(path.name, siblings)
        raise InputError("file_missing", Place(name), file=name, near=near or "-") from None
    except IsADirectoryError:
        raise InputError("file_is_folder", Place(name), file=name) from None
    except OSError as error:
        raise InputError("file_unreadable", Place(name), file=name, reason=error.strerror or str(error)) from None
    if len(content) > MAX_BYTES:
        raise InputError("file_too_large", Place(name), limit=MAX_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError("not_utf8", Place(name, line), position=error.start) from None
    return read_yaml_text(text, name)


def read_yaml_text(text: str, file: str) -> Document:
    """Read YAML text whose top is a mapping; `file` is the name shown in errors."""
    try:
        data, lines = _Reader(file).read(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = Place(file, mark.line + 1 if mark else None)
        raise InputError("not_yaml", where, reason=error.problem or error.context or "-") from None
    except yaml.YAMLError as error:
        raise InputError("not_yaml", Place(file), reason=str(error).splitlines()[0]) from None
    if data is None:
        raise InputError("file_empty", Place(file))
    if not isinstance(data, dict):
        raise InputError("not_a_mapping", Place(file, 1), found=_kind_of(data))
    return Document(data, file, lines)


class _Reader:
    """Builds plain data from parser events, keeping the line of every key."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.anchors: dict[str, tuple[Any, int, int]] = {}  # name: value, nodes, height
        self.stack: list[_Frame] = []
        self.nodes = 0
        self.top: Any = None
        self.documents = 0

    def read(self, text: str) -> tuple[Any, dict[Path_, int]]:
        for event in self._events(text):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise InputError("several_documents", Place(self.file, line))
            elif isinstance(event, yaml.AliasEvent):
                self._alias(str(event.anchor), line)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event, line)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._open(event, line)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._close(line)
        return self.top, self.lines

    def _events(self, text: str) -> Iterator[yaml.Event]:
        yield from yaml.parse(text, Loader=LOADER)

    def _path(self) -> Path_:
        if not self.stack:
            return ()
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            return (*frame.path, len(frame.value))
        return (*frame.path, frame.key) if frame.key is not None else frame.path

    def _refuse(self, code: str, line: int, **values: object) -> InputError:
        return InputError(code, Place(self.file, line, written(self._path()) or None), **values)

    def _count(self, line: int, nodes: int = 1) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self._refuse("too_many_values", line, limit=MAX_NODES)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _take_key(self, text: str, line: int) -> None:
        frame = self.stack[-1]
        if text == "<<":
            raise self._refuse("merge_key", line)
        if text in frame.key_lines:
            place = Place(self.file, line, written((*frame.path, text)))
            raise InputError("duplicate_key", place, name=text, first=frame.key_lines[text])
        frame.key_lines[text] = line
        frame.key = text
        self.lines[(*frame.path, text)] = line

    def _place_value(self, value: Any, height: int = 0) -> None:
        if not self.stack:
            self.top = value
            return
        frame = self.stack[-1]
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key is not None:
            frame.value[frame.key] = value
            frame.key = None

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._count(line)
        if event.tag is not None:
            raise self._refuse("tag", line, tag=event.tag)
        if self._awaits_key():
            self._take_key(event.value, line)
            return
        self.lines.setdefault(self._path(), line)
        value = event.value if event.style in QUOTED else scalar(event.value)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1, 0)
        self._place_value(value)

    def _open(self, event: yaml.CollectionStartEvent, line: int) -> None:
        self._count(line)
        if event.tag is not None:
            raise self._refuse("tag", line, tag=event.tag)
        if self._awaits_key():
            raise self._refuse("key_not_text", line)
        if len(self.stack) >= MAX_DEPTH:
            raise self._refuse("too_deep", line, limit=MAX_DEPTH)
        path = self._path()
        self.lines.setdefault(path, line)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Frame(value, path, event.anchor, self.nodes))

    def _close(self, line: int) -> None:
        frame = self.stack.pop()
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.value, self.nodes - frame.nodes_before + 1, frame.height)
        self._place_value(frame.value, frame.height)

    def _alias(self, name: str, line: int) -> None:
        if self._awaits_key():
            raise self._refuse("key_not_text", line)
        if name not in self.anchors:
            raise self._refuse("alias_unknown", line, name=name)
        value, nodes, height = self.anchors[name]
        self._count(line, nodes)
        if len(self.stack) + height > MAX_DEPTH:
            raise self._refuse("too_deep", line, limit=MAX_DEPTH)
        self.lines.setdefault(self._path(), line)
        self._place_value(value, height)


def scalar(text: str) -> object:
    """Read a plain (unquoted) word as YAML 1.2's core schema does: null, true, false, a number, else text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        # A number of thousands of digits is no figure anyone means, and Python refuses to convert it.
        return int(text) if len(text) <= 300 else math.inf
    return float(text) if _FLOAT.fullmatch(text) else text


def _kind_of(value: object) -> str:
    return "list" if isinstance(value, list) else "text" if isinstance(value, str) else "number"
