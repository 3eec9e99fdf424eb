"""The annex as data: sections of blocks in which every number says where in the results it stands.

Rendering reads nothing but this, so that whatever a file shows can be followed back to one tree of results, and a file can be
checked number by number. A plain text holds no digit: a digit that people see is a `Number` (of the results, written in a
stated form) or stands in a `Quote` (a text of the results: a label, a source, the number of a document).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from annex.forms import Form, written
from scenarios.verification.stamp import Stamp

Tree = Mapping[str, Any]
"""Nested mappings and sequences of plain values; keys hold no dot, so that a dotted path names one value."""
DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Number:
    """A number of the results as it is written: `text` is what `form` makes of `value`, which stands at `reference`."""

    reference: str
    value: float
    form: Form
    text: str


@dataclass(frozen=True)
class Quote:
    """A text of the results as it stands there: a label, a title, a source, an arithmetic."""

    reference: str
    text: str


Inline = str | Number | Quote
Words = tuple[Inline, ...]
"""A run of text: what stands in a paragraph or a cell."""


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: level 2 is （一）, level 3 is 1. in official documents."""

    words: Words
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the text, or a note in small type."""

    words: Words
    kind: Literal["text", "note"] = "text"


@dataclass(frozen=True)
class Bullets:
    """A list; each item is a paragraph of its own."""

    items: tuple[Words, ...]


@dataclass(frozen=True)
class Table:
    """A table that stays editable. `widths` are shares of the text width; `numbers` are the columns set to the right."""

    name: str
    title: Words
    header: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[float, ...]
    numbers: frozenset[int] = frozenset()
    note: Words = ()

    def __post_init__(self) -> None:
        if {len(self.header), len(self.widths)} | {len(row) for row in self.rows} != {len(self.header)}:
            raise ValueError(f"table {self.name!r}: rows, header and widths of different length")


@dataclass(frozen=True)
class Cells:
    """The numbers that a native chart is drawn from: one row a year or a target, every cell resolved as in a text."""

    title: Words
    header: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    native: str
    unit: str = ""
    percent: tuple[int, ...] = ()
    legend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture with its title and what it shows in words; `png`, `svg` and `cells` are made when asked for."""

    name: str
    title: Words
    alternative: Words
    png: Callable[[], bytes]
    svg: Callable[[], str]
    cells: tuple[Cells, ...]
    note: Words = ()


@dataclass(frozen=True)
class Native:
    """Charts that can be edited in a text document, drawn there from their cells; other formats have figures or sheets."""

    title: Words
    note: Words
    charts: tuple[Cells, ...]


Block = Heading | Paragraph | Bullets | Table | Figure | Native


@dataclass(frozen=True)
class Section:
    """One numbered part of the annex."""

    name: str
    title: Words
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Annex:
    """The whole annex. `results` is the tree that every number and quote resolves into; `lead` stands above the sections."""

    language: str
    title: Words
    byline: tuple[Words, ...]
    lead: tuple[Words, ...]
    sections: tuple[Section, ...]
    results: Tree
    stamp: Stamp
    """The whole question and the request, as they stand on every file of this annex."""
    request: Mapping[str, Any] = field(default_factory=dict)
    """What was chosen (sections, targets, title ...), as plain data: with the scenario, enough to build the annex again."""

    def runs(self) -> Iterator[Words]:
        """Give every run of text in the order in which a reader meets them, the cells of native charts left out."""
        yield self.title
        yield from self.byline
        yield from self.lead
        for section in self.sections:
            yield section.title
            for block in section.blocks:
                yield from runs_of(block)

    def shown(self) -> list[tuple[str, str]]:
        """List what is shown of the results, as (reference, text), in the order of the document."""
        return [
            (inline.reference, inline.text) for words in self.runs() for inline in words if not isinstance(inline, str)
        ]


def runs_of(block: Block) -> Iterator[Words]:
    """Give the runs of text of one block, in reading order."""
    if isinstance(block, Heading | Paragraph):
        yield block.words
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Table):
        yield block.title
        yield from block.header
        for row in block.rows:
            yield from row
        if block.note:
            yield block.note
    else:
        yield block.title
        if isinstance(block, Native) or block.note:
            yield block.note


def plain(words: Words) -> str:
    """Give the bare text of a run."""
    return "".join(inline if isinstance(inline, str) else inline.text for inline in words)


def resolve(tree: Tree, reference: str) -> Any:
    """Find the value that a dotted path names; raises KeyError where there is none."""
    found: Any = tree
    for step in reference.split("."):
        try:
            found = found[int(step)] if isinstance(found, Sequence) and not isinstance(found, str) else found[step]
        except (KeyError, IndexError, TypeError, ValueError):
            raise KeyError(reference) from None
    return found


def problems(annex: Annex) -> list[str]:
    """Name everything in an annex that does not resolve: digits in plain text, wrong references, texts that differ."""
    found = []
    whole = [*annex.runs(), *_cells(annex)]
    for words in whole:
        for inline in words:
            said = problem_of(inline, annex.results, annex.language)
            if said is not None:
                found.append(f"{said} in {plain(words)[:80]!r}")
    return found


def problem_of(inline: Inline, results: Tree, language: str) -> str | None:
    """Say what is wrong with one piece of text, or None."""
    if isinstance(inline, str):
        return "a digit without a reference" if DIGIT.search(inline) else None
    try:
        value = resolve(results, inline.reference)
    except KeyError:
        return f"{inline.reference} is not in the results"
    if isinstance(inline, Quote):
        return None if value == inline.text else f"{inline.reference} says something else"
    if isinstance(value, bool) or not isinstance(value, int | float) or value != inline.value:
        return f"{inline.reference} is {value!r}, not {inline.value!r}"
    return None if written(inline.form, value, language) == inline.text else f"{inline.reference} is written otherwise"


def _cells(annex: Annex) -> Iterator[Words]:
    for section in annex.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                yield block.alternative
            if isinstance(block, Figure | Native):
                for cells in block.cells if isinstance(block, Figure) else block.charts:
                    yield cells.title
                    yield from cells.header
                    for row in cells.rows:
                        yield from row
