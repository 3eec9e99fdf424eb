"""Rows that speak of one enterprise become one; what they say differently is not used. No row comes before another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from scenarios.ledger.columns import folded, load_columns
from scenarios.ledger.ledger import Key, identity
from scenarios.ledger.rows import Rows

Floats = NDArray[np.float64]
_FORMS = re.compile(
    r"股份有限公司|有限责任公司|有限公司|股份公司|集团|公司|[\s.,·\-&'\"()]|co\.?,?\s*ltd\.?|inc\.?|limited|corp\.?"
)
_PLACES = re.compile(r"^(?:[^\s]{1,4}省)?(?:[^\s]{1,4}市)?(?:[^\s]{1,4}[县区])?")


@dataclass(frozen=True)
class Merged:
    """Enterprises in the order of their identities; `first` is the row in which each first stands."""

    names: list[str | None]
    codes: list[str | None]
    chains: list[str | None]
    zones: list[str | None]
    columns: dict[Key, Floats]
    first: list[int]


def merge(rows: Rows) -> Merged:
    """Bring together the rows of each enterprise, report what was merged or looks alike, and sort."""
    _drop_shared_codes(rows)
    groups = _groups(rows)
    identities = {one: members for one, members in sorted(groups.items())}
    _report_alike(rows, identities)
    members = list(identities.values())
    first = np.array([min(group) for group in members], dtype=np.int64)
    columns = {key: values[first] if len(first) else values[:0] for key, values in rows.columns.items()}
    texts = {name: [values[row] for row in first] for name, values in rows.texts.items()}
    for place, group in enumerate(members):
        if len(group) > 1:
            _merge_group(rows, place, group, columns, texts)
    return Merged(
        texts["name"],
        texts["code"],
        texts["chain"],
        texts["zone"],
        {key: values for key, values in columns.items() if np.any(~np.isnan(values))},
        [int(row) for row in first],
    )


@lru_cache(maxsize=65_536)
def bare_name(name: str) -> str:
    """A name without legal form, brackets and leading province, city or county: what is left tells enterprises apart."""
    said = _FORMS.sub("", folded(name))
    return _provinces().sub("", _PLACES.sub("", said)) or said or folded(name)


@cache
def _provinces() -> re.Pattern[str]:
    return re.compile("^(?:" + "|".join(load_columns().provinces) + ")")


def _drop_shared_codes(rows: Rows) -> None:
    """A code that stands beside quite different names identifies none of them."""
    names, codes = rows.texts["name"], rows.texts["code"]
    held: dict[str, set[str]] = defaultdict(set)
    for name, code in zip(names, codes, strict=True):
        if code is not None and name is not None:
            held[code].add(bare_name(name))
    shared = {code for code, known in held.items() if len(known) > 1}
    for row, code in enumerate(codes):
        if code in shared and names[row] is not None:
            rows.report("error", "code_shared", row, ("code", None), found=code)
            codes[row] = None


def _groups(rows: Rows) -> dict[str, list[int]]:
    codes = rows.texts["code"]
    names = [None if name is None else folded(name) for name in rows.texts["name"]]
    coded: dict[str, set[str]] = defaultdict(set)
    for name, code in zip(names, codes, strict=True):
        if code is not None and name is not None:
            coded[name].add(code)
    groups: dict[str, list[int]] = defaultdict(list)
    for row, (name, code) in enumerate(zip(names, codes, strict=True)):
        if code is None and name is not None:
            # A row without a code belongs to the one enterprise of that name that has one.
            known = coded.get(name, set())
            code = next(iter(known)) if len(known) == 1 else None
        groups[identity(code, name)].append(row)
    return groups


def _report_alike(rows: Rows, groups: dict[str, list[int]]) -> None:
    """Different enterprises with the same name, or with names that differ in form only, may be one."""
    alike: dict[str, list[int]] = defaultdict(list)
    for members in groups.values():
        name = rows.texts["name"][min(members)]
        if name is not None:
            alike[bare_name(name)].append(min(members))
    for found in alike.values():
        for row in sorted(found)[1:]:
            first = min(found)
            same = folded(rows.texts["name"][row] or "") == folded(rows.texts["name"][first] or "")
            code = "same_name" if same else "similar_name"
            rows.report("doubt", code, row, ("name", None), found=rows.texts["name"][row], other=rows.place_of(first))


def _merge_group(
    rows: Rows, place: int, group: Sequence[int], columns: dict[Key, Floats], texts: dict[str, list[str | None]]
) -> None:
    first = min(group)
    for row in sorted(group)[1:]:
        rows.report(
            "doubt", "duplicate", row, ("name", None), found=rows.texts["name"][row], other=rows.place_of(first)
        )
    for key, values in rows.columns.items():
        known = [row for row in group if not np.isnan(values[row])]
        if not known:
            continue
        said = values[known]
        if np.all(np.abs(said - said[0]) <= 1e-9 * np.abs(said[0])):
            columns[key][place] = float(np.min(said))
        else:
            columns[key][place] = np.nan
            shown = " / ".join(f"{value:g}" for value in sorted(set(said.tolist())))
            rows.report("error", "duplicate_differs", known[-1], key, found=shown, other=rows.place_of(known[0]))
    for name, words in rows.texts.items():
        given = sorted({word for row in group if (word := words[row]) is not None}, key=lambda word: (-len(word), word))
        texts[name][place] = given[0] if given else None
        if len(given) > 1 and name in ("chain", "zone"):
            texts[name][place] = None
            rows.report(
                "error", "duplicate_differs", max(group), (name, None), " / ".join(given), other=rows.place_of(first)
            )
