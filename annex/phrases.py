"""Words of the annex: templates of the catalogue filled with numbers that keep their references."""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Mapping
from typing import Any

from annex.document import Inline, Number, Quote, Tree, Words, resolve
from annex.forms import Form, written
from scenarios.messages import MissingMessageError, messages, unit_name
from scenarios.messages.catalogue import messages as catalogue

MONEY = "亿元"
BILLION_FROM = 10.0
"""亿元 from which on English counts in billion yuan."""


def say(key: str, language: str, **values: Inline | Words) -> Words:
    """Say a text of the catalogue with its placeholders filled by runs of text; raises MissingMessageError."""
    template = messages(language).get(key)
    if template is None:
        raise MissingMessageError(key, language)
    found: list[Inline] = []
    for literal, name, form, conversion in string.Formatter().parse(template):
        if literal:
            found.append(literal)
        if name is None:
            continue
        if name not in values or form or conversion:
            raise MissingMessageError(key, language, f"no value for placeholder {name}")
        value = values[name]
        found.extend(value if isinstance(value, tuple) else (value,))
    return joined(found)


def joined(parts: Iterable[Inline]) -> Words:
    """Put pieces together; neighbouring plain texts become one, empty ones vanish."""
    found: list[Inline] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def listed(parts: Iterable[Words], separator: str) -> Words:
    """Write several runs one after the other."""
    found: list[Inline] = []
    for place, words in enumerate(parts):
        if place:
            found.append(separator)
        found.extend(words)
    return joined(found)


class Sayer:
    """Speaks of one tree of results in one language: numbers and quotes by their path."""

    def __init__(self, results: Tree, language: str) -> None:
        self.results, self.language = results, language

    def value(self, reference: str) -> Any:
        """Give the value at a path."""
        return resolve(self.results, reference)

    def number(self, reference: str, form: Form = "plain") -> Number:
        """Write the number at a path."""
        value = self.value(reference)
        return Number(reference, value, form, written(form, value, self.language))

    def quote(self, reference: str) -> Quote:
        """Give the text at a path as it stands."""
        return Quote(reference, str(self.value(reference)))

    def say(self, key: str, **values: Inline | Words) -> Words:
        """Say a text of the annex."""
        return say(f"annex.{key}", self.language, **values)

    def plain(self, key: str) -> str:
        """Say a text of the annex that has no placeholder."""
        return messages(self.language)[f"annex.{key}"]

    def listed(self, parts: Iterable[Words], key: str = "and") -> Words:
        """Write several runs in one line."""
        return listed(parts, self.plain(key))

    def share(self, reference: str, digits: int = 0) -> Number:
        """Write a share from 0 to 1 in percent."""
        return self.number(reference, "percent0" if digits == 0 else "percent1")

    def chance_is(self, place: str) -> Words:
        """Write a probability within a sentence: 为28%±7%, 低于0.9%; of 28% ± 7%, below 0.9%."""
        said = self.chance(place)
        bound = len([part for part in said if isinstance(part, Number)]) == 1
        return said if bound else self.say("chance.is", chance=said)

    def chance(self, place: str) -> Words:
        """Write a probability with its error, never 0% or 100%, and the error never rounded down; `place` holds them.

        Where the error reaches beyond 0% or 100%, the bound on the other side is written instead: 0.2%（≤1.0%）.
        """
        found: Mapping[str, Any] = self.value(place)
        low, high, share, error = found["low"], found["high"], found["probability"], found["error"]
        if found["successes"] == 0:
            return self.say("chance.below", limit=self.number(f"{place}.high", "percent1_up"))
        if found["successes"] == found["replicates"]:
            return self.say("chance.above", limit=self.number(f"{place}.low", "percent1_down"))
        digits = 1 if error < 0.01 or share < 0.05 or share > 0.95 else 0
        if not 0 < round(share * 100, digits) < 100:
            # So near an end that one decimal would say "never" or "always": the bound on that side is said instead.
            near = share < 0.5
            assert low <= share <= high
            bound = self.number(f"{place}.{'high' if near else 'low'}", "percent1_up" if near else "percent1_down")
            return self.say("chance.below" if near else "chance.above", limit=bound)
        first: Form = "percent0" if digits == 0 else "percent1"
        second: Form = "percent0_up" if digits == 0 else "percent1_up"
        share_said, error_said = self.number(f"{place}.probability", first), self.number(f"{place}.error", second)
        step = 10 ** (digits + 2)
        error = math.ceil(error * step) / step
        if error > round(share, digits + 2):
            limit = self.number(f"{place}.high", second)
            return self.say("chance.at_most", share=share_said, limit=limit)
        if error > round(1.0 - share, digits + 2):
            limit = self.number(f"{place}.low", "percent0_down" if digits == 0 else "percent1_down")
            return self.say("chance.at_least", share=share_said, limit=limit)
        return self.say("chance.about", share=share_said, error=error_said)

    def amounts(self, references: Iterable[str], unit: Words | str, separator: str, form: Form = "plain") -> Words:
        """Write numbers of one unit and the unit once: 60 / 65 / 70家; money in English in million or billion yuan."""
        places = list(references)
        name = unit if isinstance(unit, str) else ""
        money, _, rest = name.partition("/")
        if self.language == "en" and money == MONEY:
            large = max(abs(float(self.value(place))) for place in places) >= BILLION_FROM
            form = "billion" if large else "million"
            name = self.plain("unit.billion" if large else "unit.million") + (
                f"/{unit_name(rest, 'en')}" if rest else ""
            )
            unit = name
        numbers = listed(((self.number(place, form),) for place in places), separator)
        return joined((*numbers, *self.unit(unit)))

    def amount(self, reference: str, unit: Words | str, form: Form = "plain") -> Words:
        """Write one number with its unit."""
        return self.amounts([reference], unit, "", form)

    def unit(self, unit: Words | str) -> Words:
        """Write a unit after a number: close in Chinese, after a space in English, a percent sign close in both."""
        if not isinstance(unit, str):
            return unit
        if not unit:
            return ()
        known = catalogue(self.language).get(f"annex.unit.{unit}")
        name = known if known is not None else unit_name(unit, self.language)
        close = self.language == "zh" or name.startswith(("%", " "))
        return (name if close else f" {name}",)
