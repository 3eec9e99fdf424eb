"""The scenario in a link: what differs from the plan's default question, compressed, as letters that a link may hold.

`?plan=xihua&s=1...`: the plan stands in clear; `s` is a version digit and base64url of zlib-compressed JSON with short keys
(zlib's checksum finds a link that was cut off or mistyped). Words about a scenario (title, author, note) are not in the
link: whoever opens it sees only texts of this program. A link names plans and baselines of the package, never a file.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Container, Mapping
from typing import Any

from scenarios.schema.common import Text
from scenarios.schema.errors import InputError, suggestion
from scenarios.schema.load import BASELINES, list_plans
from scenarios.schema.problems import build
from scenarios.schema.reading import Document
from scenarios.schema.scenario import Scenario

VERSION = "1"
MOST_LETTERS = 16_000
"""Letters of a link that are read; browsers and mail programs cut longer ones."""
MOST_BYTES = 200_000
"""Bytes that a link may unfold to."""
MOST_NESTED = 12
DEFAULT_PLAN = "xihua"
UPLOADED = "upload-"
"""A plan of this session alone: its link names it, but only this session can open it."""
KEYS: Mapping[str, str] = {
    "y": "as_of",
    "b": "baseline",
    "l": "levers",
    "a": "assumptions",
    "f": "figures",
    "d": "readings",
    "r": "rulebook",
    "c": "rulebook_changes",
    "n": "counting",
    "p": "suppose",
    "q": "realism",
    "k": "replicates",
    "s": "seed",
}
"""Short keys of a link and the keys of a scenario; never reused for something else."""
EXPLORED_REPLICATES = 500
"""Replicates of a question that nobody said a number for: the number at which verdicts are first given (verdicts/settings)."""


def default_scenario(plan: str = DEFAULT_PLAN) -> Scenario:
    """Ask of a plan what it says, with nothing moved."""
    return Scenario(title=Text(zh=plan, en=plan), author="tuiyan", plan=plan, replicates=EXPLORED_REPLICATES)


def encode(scenario: Scenario) -> str:
    """Write what differs from the default question of the scenario's plan; empty where nothing does."""
    plain, default = _plain(scenario), _plain(default_scenario(scenario.plan))
    found = {short: plain[name] for short, name in KEYS.items() if plain.get(name) != default.get(name)}
    if not found:
        return ""
    content = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return VERSION + base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")


def decode(plan: str, letters: str, own: Container[str] = ()) -> Scenario:
    """Read a link's scenario; `own` are the session's own plans. Raises InputError that says what is wrong with it."""
    if plan not in own and plan not in list_plans():
        code = "link_uploaded_plan" if plan.startswith(UPLOADED) else "link_unknown_plan"
        raise InputError(code, name=plan[:80], near=suggestion(plan[:80], list_plans()))
    if not letters:
        return default_scenario(plan)
    found = _content(letters)
    unknown = [key for key in found if key not in KEYS]
    if unknown:
        raise InputError("link_not_understood", found=", ".join(unknown)[:80])
    data: dict[str, Any] = {KEYS[key]: value for key, value in found.items()}
    if "levers" in data:
        data["levers"] = _levers(data["levers"])
    for key in ("assumptions", "figures"):
        if key in data:
            data[key] = _assumptions(data[key])
    if "as_of" in data:
        data["mode"] = "as_of"
    baselines = sorted(path.stem for path in BASELINES.glob("*.yaml"))
    if data.get("baseline") is not None and data["baseline"] not in baselines:
        name = str(data["baseline"])[:80]
        raise InputError("link_unknown_baseline", name=name, near=suggestion(name, baselines))
    default = default_scenario(plan).model_dump(mode="json", exclude_defaults=True)
    return build(Scenario, Document(default | data, "link", {}))


def _plain(scenario: Scenario) -> dict[str, Any]:
    """Give a scenario as the plain data of a link, without what is at rest."""
    data = scenario.model_dump(mode="json", exclude_none=True)
    data["levers"] = {
        name: [lever.start, lever.end, _short(lever.intensity), *([lever.chain] if lever.chain is not None else [])]
        for name, lever in scenario.levers.items()
        if lever.intensity != 0
    }
    for key in ("assumptions", "figures"):
        data[key] = {
            name: _short(said["value"])
            if "value" in said
            else {"form": said["distribution"].pop("form"), **said["distribution"]}
            for name, said in data[key].items()
        }
    data["realism"] = {name: _short(value) for name, value in scenario.realism.items()}
    data["rulebook_changes"] = {name: _short(value) for name, value in scenario.rulebook_changes.items()}
    return data


def _short(value: float) -> float | int:
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _content(letters: str) -> dict[str, Any]:
    """Unfold the letters of a link into its plain data, within bounds."""
    if len(letters) > MOST_LETTERS:
        raise InputError("link_too_long", limit=MOST_LETTERS, found=len(letters))
    if not letters.startswith(VERSION):
        raise InputError("link_other_version", found=letters[:1])
    packed = letters[len(VERSION) :]
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        unfolding = zlib.decompressobj()
        content = unfolding.decompress(raw, MOST_BYTES)
        if unfolding.unconsumed_tail:
            raise InputError("link_too_long", limit=MOST_BYTES, found=f"> {MOST_BYTES}")
        if not unfolding.eof or unfolding.unused_data:
            raise InputError("link_damaged")
        text = content.decode()
        if _depth(text) > MOST_NESTED:
            raise InputError("link_damaged")
        found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except (binascii.Error, zlib.error, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("link_damaged") from None
    if not isinstance(found, dict):
        raise InputError("link_damaged")
    return found


def _depth(text: str) -> int:
    """Count how deep brackets nest, those in texts included: a bound, before any parser recurses."""
    depth = most = 0
    for letter in text:
        if letter in "[{":
            depth += 1
            most = max(most, depth)
        elif letter in "]}":
            depth -= 1
    return most


def _refuse(word: str) -> float:
    raise InputError("link_not_understood", found=word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InputError("link_damaged")
    for value in found.values():
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
            raise InputError("link_not_understood", found=str(value)[:40])
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError("link_not_understood", found=str(value))
    return found


def _levers(found: Any) -> Any:
    if not isinstance(found, dict):
        raise InputError("link_not_understood", found="l")
    levers: dict[str, Any] = {}
    for name, span in found.items():
        if not isinstance(span, list) or len(span) not in (3, 4):
            raise InputError("link_not_understood", found=name[:80])
        levers[name] = {"start": span[0], "end": span[1], "intensity": span[2]}
        if len(span) == 4:
            levers[name]["chain"] = span[3]
    return levers


def _assumptions(found: Any) -> Any:
    if not isinstance(found, dict):
        raise InputError("link_not_understood", found="a")
    return {name: {"distribution": said} if isinstance(said, dict) else {"value": said} for name, said in found.items()}
