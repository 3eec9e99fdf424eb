"""What every section writes with: the results, their words, and the numbers of tables and figures in their order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annex.document import Block, Bullets, Figure, Heading, Inline, Paragraph, Section, Table, Words
from annex.materials import Materials
from annex.phrases import Sayer, joined
from annex.request import SectionName
from scenarios.messages import counted_unit
from scenarios.result import Answer

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "~": "≈", "=": "="}


class Writing(Sayer):
    """One annex being written."""

    def __init__(self, materials: Materials, results: dict[str, object], language: str) -> None:
        super().__init__(results, language)
        self.materials, self.tree = materials, results

    def section(self, name: SectionName, blocks: Iterable[Block]) -> Section:
        """Make a section with the title of its name."""
        return Section(name, self.say(f"section.{name}"), tuple(blocks))

    def heading(self, key: str, **values: Inline | Words) -> Heading:
        """Make a heading inside a section."""
        return Heading(self.say(key, **values))

    def paragraph(self, key: str, **values: Inline | Words) -> Paragraph:
        """Make a paragraph of one text."""
        return Paragraph(self.say(key, **values))

    def note(self, key: str, **values: Inline | Words) -> Paragraph:
        """Make a note in small type."""
        return Paragraph(self.say(key, **values), "note")

    def sentences(self, *parts: Words) -> Paragraph:
        """Make a paragraph of several sentences; English puts a space between them."""
        gap = "" if self.language == "zh" else " "
        found: list[Inline] = []
        for place, words in enumerate(part for part in parts if part):
            if place and gap:
                found.append(gap)
            found.extend(words)
        return Paragraph(joined(found))

    def bullets(self, items: Iterable[Words]) -> Bullets:
        """Make a list."""
        return Bullets(tuple(items))

    def table(
        self,
        name: str,
        columns: Sequence[tuple[str, float]],
        rows: Iterable[Sequence[Words]],
        *,
        numbers: Iterable[int] = (),
        note: Words = (),
        headed: Sequence[Words] = (),
    ) -> Table:
        """Make a table under its number; `columns` are the keys of the headings and their shares of the width.

        `headed` are headings that are no plain text of the catalogue, from the last column backwards.
        """
        header = [self.say(f"column.{key}") for key, _ in columns]
        if headed:
            header[-len(headed) :] = headed
        found = tuple(tuple(row) for row in rows)
        widths = tuple(width for _, width in columns)
        return Table(name, self._titled("tables", name), tuple(header), found, widths, frozenset(numbers), note)

    def titled_figure(self, name: str, title: Words) -> Words:
        """Give the title of a figure with its number."""
        place = self._place("figures", name)
        return self.say("numbered.figure", number=self.number(place, "index"), title=title)

    def reference_to(self, kind: str, name: str) -> Words:
        """Point to a table or figure by its number."""
        return self.say(f"numbered.to_{kind}", number=self.number(self._place(f"{kind}s", name), "index"))

    def _titled(self, kind: str, name: str) -> Words:
        return self.say(
            f"numbered.{kind[:-1]}",
            number=self.number(self._place(kind, name), "index"),
            title=self.say(f"table.{name}"),
        )

    def _place(self, kind: str, name: str) -> str:
        known: dict[str, int] = self.tree["numbering"][kind]  # type: ignore[index]
        known.setdefault(name, len(known) + 1)
        return f"numbering.{kind}.{name}"

    def label(self, target: str) -> Words:
        """Name a target."""
        return (self.quote(f"targets.{target}.label"),)

    def unit_of(self, target: str) -> str:
        """Give the unit of a target, as it is in the plan."""
        return str(self.value(f"targets.{target}.unit"))

    def each_year(self, target: str) -> Words:
        """Say "a year" after an amount of a target that asks for so much a year, else nothing."""
        return self.say("each_year") if self.value(f"targets.{target}.each_year") else ()

    def wanted(self, target: str) -> Words:
        """Say what a target asks for: ≥ 60家, ≥ 1.2 billion yuan a year."""
        place = f"targets.{target}"
        sign = SIGNS[str(self.value(f"{place}.operator"))]
        value = self.amount(f"{place}.value", self.unit_of(target), "stated")
        return joined((sign + (" " if self.language == "en" else ""), *value, *self.each_year(target)))

    def judgement(self, place: str) -> Words:
        """Say a verdict in a word; `place` holds it."""
        return (self.quote(f"{place}.word"),)

    def nothing(self) -> Words:
        """Write that there is nothing to write."""
        return ("—",)

    @property
    def focus(self) -> tuple[Answer, ...]:
        """Give the targets that are looked at closely."""
        return self.materials.focus


def unit_words(unit: str, language: str) -> str:
    """Name a unit for a heading or a native chart."""
    return counted_unit(unit, language)


__all__ = ["Figure", "Writing", "unit_words"]
