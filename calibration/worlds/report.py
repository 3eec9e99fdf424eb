"""docs/synthetic-worlds.md and .en.md, made from the study's data: every number in them is one of its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from calibration.worlds.misspecified import MISSPECIFIED
from scenarios.messages import LANGUAGES, text

DATA: Final = Path(__file__).resolve().parent.parent / "results" / "synthetic_worlds.json"
NAMES: Final = {"zh": "synthetic-worlds.md", "en": "synthetic-worlds.en.md"}
COMMAND: Final = "python -m calibration.worlds"
WANTED: Final = (0.87, 0.93)
"""Where the share of truths inside 90% bands has to lie when the model is right."""
WORDS: Final = "verdict.class"


def write_documents(found: Mapping[str, Any], folder: Path) -> None:
    """Write both documents."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        (folder / NAMES[language]).write_text(document(found, language), encoding="utf-8")


def document(found: Mapping[str, Any], language: str) -> str:
    """Give one document, Markdown."""
    return "\n".join(_lines(found, language)).rstrip() + "\n"


def within(found: Mapping[str, Any]) -> bool:
    """Say whether 90% bands cover 87-93% for the full record, where the model is right."""
    covered = found["right"]["full"]["coverage"]["randomised"][2]
    return bool(WANTED[0] <= covered <= WANTED[1])


def _lines(found: Mapping[str, Any], language: str) -> Iterator[str]:
    def said(key: str, **values: object) -> str:
        return text(f"worlds.{key}", language, **values)

    full = found["right"]["full"]
    yield f"# {said('title')}"
    yield ""
    yield said(
        "made", command=COMMAND, version=found["results_version"], seed=found["seed"], hash=found["scenario_hash"][:16]
    )
    yield ""
    yield said(
        "how",
        draws=f"{found['draws']:,}",
        worlds=f"{found['worlds']:,}",
        wrong=found["wrong"],
        scenario=found["scenario"],
    )
    yield ""
    yield f"## {said('answer')}"
    yield ""
    covered = full["coverage"]["randomised"][2]
    yield "- " + said("answer_coverage_yes" if within(found) else "answer_coverage_no", share=_per_cent(covered))
    yield "- " + said(
        "answer_inputs",
        below=full["inputs"]["below_001"],
        inputs=full["inputs"]["inputs"],
        expected=f"{full['inputs']['expected_below_001']:.1f}",
    )
    yield "- " + said("answer_alarm", share=_per_cent(full["alarms"]))
    worst = min(found["misspecified"].items(), key=lambda item: item[1]["coverage"]["randomised"][2])
    silent = [
        said(f"wrong.{name}.name")
        for name, one in found["misspecified"].items()
        if one["alarms"] < 0.5 and one["coverage"]["randomised"][2] < WANTED[0]
    ]
    yield "- " + said(
        "answer_wrong", name=said(f"wrong.{worst[0]}.name"), share=_per_cent(worst[1]["coverage"]["randomised"][2])
    )
    if silent:
        yield "- " + said("answer_silent", names=said("and").join(silent))
    yield ""
    yield f"## {said('coverage')}"
    yield ""
    yield said("coverage_note")
    yield ""
    yield from _table(
        [
            said("column.design"),
            said("column.points"),
            *_bands(said, "randomised"),
            *_bands(said, "raw"),
            said("column.skill"),
        ],
        [
            [
                said(f"design.{name}"),
                str(one["points"]),
                *(_per_cent(share) for share in (*one["coverage"]["randomised"], *one["coverage"]["raw"])),
                _per_cent(one["skill"]),
            ]
            for name, one in found["right"].items()
        ],
    )
    yield f"### {said('by_count')}"
    yield ""
    yield from _by_count(full, said, language)
    yield f"### {said('by_size')}"
    yield ""
    yield said("by_size_note")
    yield ""
    yield from _table(
        [said("column.size"), said("column.number"), *_bands(said, "randomised"), *_bands(said, "raw")],
        [
            [
                _size(row["from"], row["to"]),
                f"{row['number']:,}",
                *(_per_cent(share) for share in (*row["randomised"], *row["raw"])),
            ]
            for row in full["coverage_by_size"]
        ],
    )
    for key in ("reliability_targets", "reliability_goals"):
        yield f"## {said(key)}"
        yield ""
        yield said(f"{key}_note")
        yield ""
        yield from _reliability(full[key], said)
    yield f"## {said('words')}"
    yield ""
    yield from _reliability(full["reliability_words"], said, words=language)
    yield f"## {said('inputs')}"
    yield ""
    yield said("inputs_note")
    yield ""
    yield from _histogram(full["inputs"]["pooled_counts"], said)
    odd = ", ".join(
        said("inputs_odd_one", name=name, p=f"{one['p']:.0e}", share=_per_cent(one["covered"]))
        for name, one in full["inputs"]["odd"].items()
    )
    yield said("inputs_odd", names=odd) if odd else said("inputs_none_odd")
    yield ""
    yield f"## {said('places')}"
    yield ""
    yield from _histogram(full["places"], said)
    yield f"## {said('wrong_heading')}"
    yield ""
    yield said("wrong_note")
    yield ""
    known = found["misspecified"]
    yield from _table(
        [
            said("column.wrong"),
            said("column.covered"),
            said("column.covered_counts"),
            said("column.stated"),
            said("column.came"),
            said("column.alarms"),
            said("column.odd"),
        ],
        [
            [
                said("right_row"),
                _per_cent(full["coverage"]["randomised"][2]),
                _per_cent(full["coverage_counts"]["randomised"][2]),
                "—",
                "—",
                _per_cent(full["alarms"]),
                _per_cent(full["odd_points"]),
            ]
        ]
        + [
            [
                said(f"wrong.{one.name}.name"),
                _per_cent(known[one.name]["coverage"]["randomised"][2]),
                _per_cent(known[one.name]["coverage_counts"]["randomised"][2]),
                _per_cent(known[one.name]["mean_stated"]),
                _per_cent(known[one.name]["mean_came"]),
                _per_cent(known[one.name]["alarms"]),
                _per_cent(known[one.name]["odd_points"]),
            ]
            for one in MISSPECIFIED
            if one.name in known
        ],
    )
    for one in MISSPECIFIED:
        if one.name in known:
            yield f"- **{said(f'wrong.{one.name}.name')}**: {said(f'wrong.{one.name}.what')} " + _warning(
                known[one.name], said
            )
    yield ""
    yield f"## {said('method')}"
    yield ""
    effective = full["effective_median"]
    yield said("method_text", effective=f"{effective:.1f}" if effective is not None else "-")
    yield ""
    yield said("limits")


def _warning(one: Mapping[str, Any], said: Any) -> str:
    """Say which warning would have shown it."""
    covered = one["coverage"]["randomised"][2]
    if one["alarms"] >= 0.5:
        return str(said("shown_by_alarm", share=_per_cent(one["alarms"])))
    if covered >= WANTED[0]:
        return str(said("does_no_harm", share=_per_cent(covered)))
    return str(said("shown_by_pooling", share=_per_cent(covered), low=_per_cent(_ends(one["places"])), even="20%"))


def _ends(counts: Sequence[int]) -> float:
    """Share of places in the outer fifth (a tenth at either end)."""
    tenth = len(counts) // 10
    return (sum(counts[:tenth]) + sum(counts[-tenth:])) / max(sum(counts), 1)


def _by_count(full: Mapping[str, Any], said: Any, language: str) -> Iterator[str]:
    from model.outcomes import outcome_of

    years = list(next(iter(full["coverage_by_count"].values())))
    rows = []
    for name, by_year in full["coverage_by_count"].items():
        label = outcome_of(name).label
        shown = label.en if language == "en" else label.zh
        rows.append(
            [shown]
            + [
                "{} ({}; {})".format(*map(_per_cent, (one["randomised"][2], one["raw"][2], one["skill"])))
                for one in (by_year[year] for year in years)
            ]
        )
    yield said("by_count_note")
    yield ""
    yield from _table([said("column.count"), *years], rows)


def _reliability(rows: Sequence[Mapping[str, Any]], said: Any, words: str | None = None) -> Iterator[str]:
    from scenarios.verdicts.settings import settings

    names = [text(f"{WORDS}.{name}", words) for name, _ in settings().classes] if words else []
    shown = []
    for place, row in enumerate(rows):
        if not row["stated_number"]:
            continue
        stated = f"{row['from']:.0%} – {row['to']:.0%}" + (f" {names[place]}" if names else "")
        shown.append(
            [
                stated,
                f"{row['stated_number']:,}",
                f"{row['mean_stated']:.1%}",
                f"{row['came']:.1%}",
                "{:.1%} – {:.1%}".format(*row["interval"]),
                "{:.1%} – {:.1%}".format(*row["by_worlds"]),
            ]
        )
    heads = ("stated_class", "number", "mean_stated", "came_share", "jeffreys", "by_worlds")
    yield from _table([said(f"column.{head}") for head in heads], shown)


def _histogram(counts: Sequence[int], said: Any) -> Iterator[str]:
    """Shares of twenty bins in two rows; even is 5% each."""
    total = max(sum(counts), 1)
    shares = [f"{count / total:.1%}" for count in counts]
    half = len(shares) // 2
    yield from _table([said("column.place"), *(f"{5 * k}–{5 * k + 5}%" for k in range(half))], [["", *shares[:half]]])
    yield from _table(
        [said("column.place"), *(f"{5 * k}–{5 * k + 5}%" for k in range(half, len(shares)))], [["", *shares[half:]]]
    )


def _bands(said: Any, kind: str) -> list[str]:
    return [said(f"column.{kind}", band=band) for band in ("50%", "80%", "90%")]


def _size(low: float, high: float | None) -> str:
    return f"≥ {low:g}" if high is None else f"{low:g} – {high - 1:g}"


def _per_cent(share: float) -> str:
    return f"{share:.1%}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""
