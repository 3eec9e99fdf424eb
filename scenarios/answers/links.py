"""The links of the chain from promise to target, as data (`links.yaml`), and which of them a target hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from model.columns import SME_TITLES, TITLE_NAMES
from model.rulebook.criteria import COLUMNS, NUMBER_OF
from model.world import World
from scenarios.messages import text
from scenarios.schema.common import Model, Text, Words
from scenarios.schema.problems import build
from scenarios.schema.reading import read_yaml

FILE = Path(__file__).with_name("links.yaml")
Form = Literal["logit", "ln", "minus_ln", "sum"]


class Operation(Model):
    """One way in which a link is relaxed; exactly one of parameter, through, lever, criteria, cut_off, sme_limit."""

    parameter: Words | None = None
    through: Words | None = None
    effect: Words | None = None
    form: Form | None = None
    lever: Literal["signings", "land"] | None = None
    of: Words | None = None
    direction: Literal[-1, 1] = 1
    removed: float | Literal["bound"] | None = None
    usual_growth_kept: bool = False
    criteria: tuple[Words, ...] = ()
    cut_off: bool = False
    sme_limit: bool = False

    @model_validator(mode="after")
    def _one_form(self) -> Operation:
        forms = (self.parameter, self.through, self.lever, self.criteria or None, self.cut_off or None)
        if sum(form is not None for form in (*forms, self.sme_limit or None)) != 1:
            raise ValueError("an operation has exactly one form")
        return self


class LinkEntry(Model):
    """A link as it stands in the file; `{title}` in label and operations is filled for each title of a by_title link."""

    label: Text
    removed: Text
    moved: Text
    operations: tuple[Operation, ...]
    matters: tuple[Words, ...] = ()
    by_title: bool = False
    stops: tuple[Words, ...] = ()


class LinkFile(Model):
    """The whole file."""

    groups: Mapping[str, tuple[str, ...]]
    links: Mapping[str, LinkEntry]


@dataclass(frozen=True)
class Link:
    """One link of a world: its id (`cut_off:srdi`), texts, operations, and the outcomes that it can matter for."""

    id: str
    label: Mapping[str, str]
    removed: Mapping[str, str]
    moved: Mapping[str, str]
    operations: tuple[Operation, ...]
    patterns: tuple[str, ...]
    title: int | None = None
    stops: tuple[str, ...] = ()
    """The series `stopped:TITLE:REASON` that count whom this condition stops first."""

    def matters_for(self, outcomes: Sequence[str]) -> bool:
        """Tell whether any of these outcomes can depend on the link."""
        return any(fnmatchcase(outcome, pattern) for outcome in outcomes for pattern in self.patterns)


@cache
def link_file() -> LinkFile:
    """Load `links.yaml`; an unknown group or criterion is refused."""
    found = build(LinkFile, read_yaml(FILE))
    for name, link in found.links.items():
        unknown = set(link.matters) - set(found.groups)
        unknown |= {each for operation in link.operations for each in operation.criteria if each not in NUMBER_OF}
        if unknown:
            raise ValueError(f"links.yaml: {name} names {', '.join(sorted(unknown))}, which there is not")
    return found


def links_of(world: World) -> tuple[Link, ...]:
    """List the links of a world: one a title only where its rules state the condition in a simulated year."""
    groups, found = link_file().groups, list[Link]()
    for name, entry in link_file().links.items():
        patterns = tuple(pattern for group in entry.matters for pattern in groups[group])
        texts = entry.label.model_dump(), entry.removed.model_dump(), entry.moved.model_dump()
        if not entry.by_title:
            found.append(Link(name, *texts, entry.operations, patterns))
            continue
        for number, title in enumerate(TITLE_NAMES):
            if not all(_stated(operation, number, world) for operation in entry.operations):
                continue
            label = {language: said.format(title=title_name(title, language)) for language, said in texts[0].items()}
            filled = tuple(
                operation.model_copy(
                    update={"parameter": operation.parameter and operation.parameter.format(title=title)}
                )
                for operation in entry.operations
            )
            stops = tuple(f"stopped:{title}:{reason}" for reason in entry.stops) if number < SME_TITLES else ()
            group = groups["titles" if number < SME_TITLES else "champions"]
            found.append(Link(f"{name}:{title}", label, texts[1], texts[2], filled, group, number, stops))
    return tuple(found)


def _stated(operation: Operation, title: int, world: World) -> bool:
    if operation.cut_off:
        return bool((world.cut_off_means[1:, title] > float("-inf")).any())
    columns = [NUMBER_OF[name] for name in operation.criteria]
    if not columns:
        return True
    absent = [COLUMNS[column].absent for column in columns]
    return bool((world.criteria[1:, title, columns] != absent).any())


def title_name(title: str, language: str) -> str:
    """Say the name of a title."""
    return text(f"trace.title.{title}", language)
