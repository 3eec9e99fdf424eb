"""A thousand exports with one number changed by hand, and the same untouched: `tuiyan verify` must tell them apart.

    python -m tests.charts.verify_study --exports 1000 --seed 1 --state STATE.jsonl --out tests/charts/verify_study.md

Of every kind of file that carries a stamp some exports are made, each once. Each copy is verified untouched, edited as a hand
would edit it (one number of one cell, paragraph or row, in the file's own format, in every copy another one), and verified again:
it must be called edited, and exactly that number named, with what it says and should say. Each question is simulated once, and
each export made again once, by the functions that `tuiyan verify` calls; reading and comparing are done for every copy anew.
With --state a run that was interrupted goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from scenarios import load
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.run import run
from scenarios.schema.load import list_plans
from scenarios.verification import remaking
from scenarios.verification import verify as checking
from tests.charts.verify_edits import Edit, changed, edit, named
from tests.charts.verify_exports import REPLICATES, Export, every_export

__all__ = ["Edit", "changed", "edit", "named", "study"]

FORMS = ("csv", "xlsx", "docx", "html", "parquet", "json", "txt", "md")
FILES = 20
"""Different files of one format; the other exports of it are copies, each with another number changed."""
KEPT = 4
"""Files made again that are kept: copies of one export come one after the other."""


@dataclass(frozen=True)
class Outcome:
    """One export, verified untouched and edited."""

    number: int
    kind: str
    name: str
    form: str
    equal: bool
    named: bool
    seconds: float
    trouble: str = ""


class Once:
    """Simulates each question once, and makes each export again once."""

    def __init__(self, engine: Any = None) -> None:
        self.runs: dict[tuple[str, int, int], RunResult] = {}
        self.files: dict[str, bytes | None] = {}
        self.engine = engine

    def run(self, loaded: LoadedScenario, replicates: int, seed: int) -> RunResult:
        key = (loaded.hash, replicates, seed)
        if key not in self.runs:
            self.runs[key] = run(loaded, replicates, seed, engine=self.engine)
        return self.runs[key]

    def remade(self, asked: remaking.Asked) -> bytes | None:
        """Make a file again, or give it where the same stamp asked for it before."""
        plain = replace(asked.stamp, content=None, cells=None)
        key = hashlib.sha256(plain.to_json().encode()).hexdigest()
        if key not in self.files:
            while len(self.files) >= KEPT:
                del self.files[next(iter(self.files))]
            self.files[key] = remaking.remade(asked)
        return self.files[key]


def chosen(every: Iterable[Export], form: str, most: int, dice: random.Random) -> list[Export]:
    """Choose exports of a format: of each kind one, then another of each, until there are enough."""
    by_kind: dict[str, list[Export]] = {}
    for each in every:
        if each.form == form:
            by_kind.setdefault(each.kind, []).append(each)
    for some in by_kind.values():
        dice.shuffle(some)
    found: list[Export] = []
    while len(found) < most and any(by_kind.values()):
        for kind in by_kind:
            if by_kind[kind] and len(found) < most:
                found.append(by_kind[kind].pop())
    return found


def copies(every: Sequence[Export], count: int, seed: int, forms: Sequence[str]) -> list[tuple[Export, int]]:
    """Share a number of exports out among formats, and within each among different files; copies of one file stand together."""
    there = [form for form in forms if any(each.form == form for each in every)]
    found = []
    for place, form in enumerate(there):
        many = count // len(there) + (place < count % len(there))
        some = chosen(every, form, min(FILES, many), random.Random(f"{seed}:{form}"))
        for number, export in enumerate(some):
            found += [(export, copy) for copy in range(many // len(some) + (number < many % len(some)))]
    return found


def study(
    count: int,
    seed: int,
    *,
    plans: Sequence[str],
    engine: Any = None,
    forms: Sequence[str] = FORMS,
    commands: bool = True,
    state: Path | None = None,
) -> list[Outcome]:
    """Verify `count` exports untouched and edited. `state` keeps what is done, and is gone on from where it is there."""
    done = {} if state is None else _kept(state)
    once = Once(engine)
    true_remade, checking.remade = checking.remade, once.remade  # type: ignore[attr-defined]
    try:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            results = [once.run(load(plan), REPLICATES, 1) for plan in plans]
            every = list(every_export(results, folder, commands=commands))
            content: dict[tuple[str, str, str], bytes] = {}
            for number, (export, copy) in enumerate(copies(every, count, seed, forms)):
                if number in done:
                    continue
                key = (export.kind, export.name, export.form)
                if key not in content:
                    content = {key: export.make()}
                done[number] = _one(number, export, content[key], copy, seed, folder, once)
                if state is not None:
                    with state.open("a", encoding="utf-8") as kept:
                        kept.write(json.dumps(asdict(done[number]), ensure_ascii=False) + "\n")
    finally:
        checking.remade = true_remade  # type: ignore[attr-defined]
    return [done[number] for number in sorted(done)]


def _kept(state: Path) -> dict[int, Outcome]:
    """Read what is done; a last line that was cut off is done again."""
    found = {}
    for line in state.read_text(encoding="utf-8").splitlines() if state.exists() else ():
        try:
            one = Outcome(**json.loads(line))
        except (ValueError, TypeError):
            continue
        found[one.number] = one
    return found


def _given(export: Export) -> Mapping[str, Any]:
    if "ledger" not in export.given:
        return export.given
    from scenarios.ledger import read_ledger

    return {**export.given, "ledger": read_ledger(export.given["ledger"]).ledger}


def _one(number: int, export: Export, content: bytes, copy: int, seed: int, folder: Path, once: Once) -> Outcome:
    from model.version import RESULTS_VERSION

    began = time.monotonic()
    path = folder / f"export.{export.form}"
    given = _given(export)
    path.write_bytes(content)
    untouched = checking.verify(path, once.run, RESULTS_VERSION, **given)
    equal = untouched.equal and untouched.remade == "file"
    made = edit(content, export.form, random.Random(f"{seed}:{number}"), copy, f"{seed}:{export.name}")
    path.write_bytes(made.content)
    found = checking.verify(path, once.run, RESULTS_VERSION, **given)
    trouble = ""
    if not equal or not named(found, made):
        findings = [(each.found, each.expected) for each in found.findings[:3]]
        trouble = f"{untouched.verdict} {untouched.reason}; {made.said} -> {made.says}: {found.verdict} {findings}"
        print(f"! {export.name} {export.form}: {trouble}", file=sys.stderr)
    seconds = round(time.monotonic() - began, 3)
    return Outcome(number, export.kind, export.name, export.form, equal, named(found, made), seconds, trouble)


def report(found: Sequence[Outcome], seconds: float, seed: int, plans: Sequence[str]) -> str:
    """Write the study as Markdown."""
    from model.version import RESULTS_VERSION

    forms = sorted({each.form for each in found}, key=FORMS.index)
    kinds = sorted({each.kind for each in found})
    return "\n".join(
        [
            "# Edited and untouched exports",
            "",
            f"`python -m tests.charts.verify_study --exports {len(found)} --seed {seed}`, results version "
            f"{RESULTS_VERSION}, plans {', '.join(plans)}, {REPLICATES} replicates a run; "
            f"{seconds / 60:.1f} minutes on one core. An untouched export counts as equal where the whole file was made again.",
            "",
            *_table("format", {form: [each for each in found if each.form == form] for form in forms}, found),
            "",
            *_table("what the file is", {kind: [each for each in found if each.kind == kind] for kind in kinds}, found),
            "",
        ]
    )


def _table(title: str, parts: Mapping[str, Sequence[Outcome]], whole: Sequence[Outcome]) -> list[str]:
    rows = []
    for name, some in (*parts.items(), ("all", whole)):
        counts = Counter(equal=sum(each.equal for each in some), named=sum(each.named for each in some))
        files = len({(each.name, each.form) for each in some})
        rows.append(f"| {name} | {len(some)} | {counts['equal']} | {len(some)} | {counts['named']} | {files} |")
    return [
        f"| {title} | untouched | called equal | one number edited | exactly that number named | different files |",
        "|---|---|---|---|---|---|",
        *rows,
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--exports", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plans", nargs="*", default=list_plans())
    options.add_argument("--forms", nargs="*", default=list(FORMS), choices=FORMS)
    options.add_argument("--state", type=Path, help="what is done; a run that was interrupted goes on from it")
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    began = time.monotonic()
    found = study(given.exports, given.seed, plans=given.plans, forms=given.forms, state=given.state)
    took = max(time.monotonic() - began, sum(each.seconds for each in found))
    said = report(found, took, given.seed, given.plans)
    print(said)
    if given.out is not None:
        given.out.write_text(said, encoding="utf-8")
    return 0 if all(each.equal and each.named for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
