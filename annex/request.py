"""What is asked for an annex: the scenario, and which sections, targets and charts; with its own title, unit and date."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from scenarios.answers.drawn import judged_rows, questions_of
from scenarios.loaded import LoadedScenario
from scenarios.messages import LANGUAGES
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.scenario import MAX_SEED
from scenarios.verification.stamp import StampError

SectionName = Literal[
    "summary",
    "method",
    "start",
    "verdicts",
    "charts",
    "audit",
    "binding",
    "revised",
    "unknowns",
    "conditions",
    "limits",
    "sources",
]
SECTIONS: tuple[SectionName, ...] = get_args(SectionName)
ChartName = Literal[
    "scorecard", "fans", "native", "ladder", "title_flows", "held_back", "funnel", "investment_and_value"
]
CHARTS: tuple[ChartName, ...] = get_args(ChartName)
"""native: the fans once more as charts that can be edited in a text document (experimental)."""
DEFAULT_CHARTS: tuple[ChartName, ...] = ("scorecard", "fans", "ladder", "native")
FontSet = Literal["office", "windows"]
FONT_SETS: tuple[FontSet, ...] = get_args(FontSet)
"""office: the fonts usual in offices (仿宋_GB2312, 方正小标宋简体); windows: those that every Chinese Windows has."""
FOCUS = 12
"""Targets at most that are looked at closely (charts, what binds, what to find out) where the planner names none."""
BINDING = 60
"""Replicates of each relaxed world where nothing is said: a whole annex takes a minute for a county, three for a city."""
FEWEST, MOST = 100, 20_000
MOST_BINDING = 2_000
LONGEST = 200
"""Characters of a title or unit."""
MOST_TARGETS = 200


@dataclass(frozen=True)
class AnnexRequest:
    """What is asked. `targets` are those to look at closely (none: the leading ones of the plan); the table of verdicts has all.

    `seek` are targets for which the cheapest change of levers is searched: None leaves the choice to the builder, () searches
    none. `date` stands on the paper only where it is given: nothing here looks at a clock.
    """

    scenario: LoadedScenario
    sections: tuple[SectionName, ...] = SECTIONS
    targets: tuple[str, ...] = ()
    charts: tuple[ChartName, ...] = DEFAULT_CHARTS
    seek: tuple[str, ...] | None = None
    wish: float = 0.8
    title: str | None = None
    unit: str | None = None
    date: datetime.date | None = None
    language: str = "zh"
    seed: int = 1
    replicates: int = 500
    binding_replicates: int = BINDING
    fonts: FontSet = "office"

    def to_json(self) -> dict[str, Any]:
        """Give what was chosen as plain data; the scenario itself stands on the stamp."""
        return {
            "sections": list(self.sections),
            "targets": list(self.targets),
            "charts": list(self.charts),
            "seek": None if self.seek is None else list(self.seek),
            "wish": self.wish,
            "title": self.title,
            "unit": self.unit,
            "date": self.date.isoformat() if self.date else None,
            "language": self.language,
            "seed": self.seed,
            "replicates": self.replicates,
            "binding_replicates": self.binding_replicates,
            "fonts": self.fonts,
        }

    @classmethod
    def from_json(cls, scenario: LoadedScenario, data: Mapping[str, Any]) -> AnnexRequest:
        """Make the request again from what `to_json` gave; raises StampError for what is none."""
        try:
            found = cls(
                scenario,
                tuple(data["sections"]),
                tuple(str(name) for name in data["targets"]),
                tuple(data["charts"]),
                None if data["seek"] is None else tuple(str(name) for name in data["seek"]),
                float(data["wish"]),
                None if data["title"] is None else str(data["title"]),
                None if data["unit"] is None else str(data["unit"]),
                None if data["date"] is None else datetime.date.fromisoformat(str(data["date"])),
                str(data["language"]),
                int(data["seed"]),
                int(data["replicates"]),
                int(data["binding_replicates"]),
                data["fonts"],
            )
            return checked(found)
        except (KeyError, TypeError, ValueError, InputError) as error:
            raise StampError(f"the request of the annex cannot be read: {type(error).__name__}") from error


def checked(request: AnnexRequest) -> AnnexRequest:
    """Refuse what cannot be asked; raises InputError. Names of targets become those of the rows that answer them."""
    for option, found, known in (
        ("--sections", request.sections, SECTIONS),
        ("--charts", request.charts, CHARTS),
        ("--lang", (request.language,), LANGUAGES),
        ("--fonts", (request.fonts,), FONT_SETS),
    ):
        for name in found:
            if name not in known:
                near = suggestion(str(name), known)
                options = ", ".join(known)
                raise InputError("option_not_one_of", option=option, found=name, options=options, near=near)
    if not request.sections:
        raise InputError("annex_empty")
    for option, value, low, high in (
        ("--replicates", request.replicates, FEWEST, MOST),
        ("--binding", request.binding_replicates, 2, MOST_BINDING),
        ("--seed", request.seed, 0, MAX_SEED),
    ):
        if not low <= value <= high:
            raise InputError("option_out_of_range", option=option, found=value, low=low, high=high)
    if not 0 < request.wish < 1:
        raise InputError("seek_probability", found=request.wish)
    for option, words in (("--title", request.title), ("--unit", request.unit)):
        if words is not None and (len(words) > LONGEST or not words.strip() or not words.isprintable()):
            raise InputError("annex_words", option=option, most=LONGEST)
    if max(len(request.targets), len(request.seek or ())) > MOST_TARGETS:
        raise InputError(
            "option_out_of_range", option="--targets", found=len(request.targets), low=0, high=MOST_TARGETS
        )
    for names in (request.targets, request.seek or ()):
        if names:
            questions_of(request.scenario, names)
    if not judged_rows(request.scenario):
        raise InputError("nothing_simulated", name=request.scenario.name)
    return request
