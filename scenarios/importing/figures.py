"""Figures as planners write them: １００, 约60家, 50-60, 60家以上, 1.6万家, 30%, 翻一番."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from scenarios.schema.plan import Operator

LONGEST = 200
"""Characters of a cell that are read; no figure is longer."""
MULTIPLES = {"万": 1e4, "千": 1e3, "百": 1e2, "十万": 1e5, "百万": 1e6, "千万": 1e7}
ABOUT = ("约", "左右", "大约", "上下", "接近", "~", "≈")
AT_LEAST = ("以上", "不低于", "不少于", "至少", "达到", ">=", "≥", "力争达到", "+")
MORE_THAN = ("突破", "超过", "大于", "高于", ">")
AT_MOST = ("以下", "以内", "不超过", "不高于", "至多", "<=", "≤", "控制在", "<")
DOUBLING = {"翻一番": 2.0, "翻番": 2.0, "翻两番": 4.0, "倍增": 2.0}
_NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*(%?)\s*(?:-|至|到|~|〜)\s*({_NUMBER})\s*(%?)")
_ONE = re.compile(_NUMBER)


@dataclass(frozen=True)
class Reading:
    """What a cell says: an operator, one or two numbers and a unit, or the multiple of a start that is not given."""

    operator: Operator = "="
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    multiple: float | None = None
    swapped: bool = False


class UnreadableError(ValueError):
    """A cell that is no figure; `args[0]` is the code of what is wrong."""


def plain(text: str) -> str:
    """Turn full-width digits, letters and signs into ordinary ones, and every kind of dash into one."""
    folded = unicodedata.normalize("NFKC", text)
    for dash in "—–−‐‑‒―─":
        folded = folded.replace(dash, "-")
    return re.sub(r"-{2,}", "-", folded.replace("～", "~").replace("，", ",")).strip()


def read_figure(cell: object) -> Reading:
    """Read a cell as a figure; raises UnreadableError with the code `empty`, `no_number`, `too_long` or `not_finite`."""
    if isinstance(cell, bool) or cell is None:
        raise UnreadableError("empty" if cell is None else "no_number")
    if isinstance(cell, int | float):
        return Reading(value=_finite(float(cell)))
    said = plain(str(cell))
    if not said:
        raise UnreadableError("empty")
    if len(said) > LONGEST:
        raise UnreadableError("too_long")
    for word, multiple in DOUBLING.items():
        if word in said:
            return Reading(operator=">=", multiple=multiple)
    # 2025年达到60家: the year is no figure of the target.
    said = re.sub(r"(?:(?:19|20|21)\d\d\s*[-至到~]\s*)?(?:19|20|21)\d\d\s*年(?:底|末)?", "", said)
    found = _RANGE.search(said)
    if found and not _is_year_range(found):
        return _range(said, found)
    number = _ONE.search(said)
    if number is None or re.match(r"[A-Za-z]", said[number.end() :]):
        raise UnreadableError("no_number")
    rest = said[number.end() :].lstrip()
    factor, unit = _unit(rest)
    value = _finite(float(number.group().replace(",", "")) * factor)
    return Reading(_operator(said), value, None, unit)


def _range(said: str, found: re.Match[str]) -> Reading:
    factor, unit = _unit(said[found.end() :].lstrip())
    if found.group(4) == "%":
        unit = "%"
    low, high = (
        _finite(float(part.replace(",", "")) * factor) for part in (found.group(1), found.group(3).lstrip("+"))
    )
    if low > high:
        return Reading("range", high, low, unit, swapped=True)
    return Reading("range", low, high, unit)


def _is_year_range(found: re.Match[str]) -> bool:
    return all(re.fullmatch(r"(19|20)\d\d", part) for part in (found.group(1), found.group(3)))


def _unit(rest: str) -> tuple[float, str | None]:
    """Split what follows a number into a multiple (万) and a unit (家); 亿元 and 万元 are units of their own."""
    for unit in ("亿元", "万元", "万平方米", "元", "百分点"):
        if rest.startswith(unit):
            return 1.0, unit
    if rest.startswith("亿"):
        return 1.0, "亿元"
    for word in sorted(MULTIPLES, key=len, reverse=True):
        if rest.startswith(word):
            return MULTIPLES[word], _word(rest[len(word) :])
    return 1.0, _word(rest)


def _word(rest: str) -> str | None:
    found = re.match(r"%|个百分点|[一-鿿]+(?:/年)?", rest)
    if found is None:
        return None
    unit = found.group()
    for word in (*AT_LEAST, *AT_MOST, *ABOUT, *MORE_THAN):
        unit = unit.removesuffix(word)
    return {"个百分点": "百分点", "户": "家"}.get(unit, unit) or None


def _operator(said: str) -> Operator:
    if any(word in said for word in AT_MOST):
        return "<="
    if any(word in said for word in ABOUT):
        return "~"
    if any(word in said for word in AT_LEAST):
        return ">="
    if any(word in said for word in MORE_THAN):
        return ">"
    return "="


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise UnreadableError("not_finite")
    return value


def read_year(cell: object) -> int | None:
    """Read a year (2025, 2025年, ２０２５年底, 十四五末); None for an empty cell, UnreadableError for anything else."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if hasattr(cell, "year"):
        return int(cell.year)
    said = plain(str(cell))
    plans = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}
    for word, year in plans.items():
        if word in said:
            return year
    found = re.search(r"(19|20|21)\d\d", said)
    if found is None:
        raise UnreadableError("not_a_year")
    return int(found.group())
