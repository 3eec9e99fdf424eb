"""Reports as Markdown in both languages, made from results as data.

`python -m calibration.reports [calibration] [validation] [change]`
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from calibration.predicting import read_predictions
from calibration.reporting import FILE, population_scale
from calibration.series import SeriesError
from calibration.statuses import rule
from calibration.validation.judging import Validation, judged
from calibration.validation.protocol import FROZEN
from model.parameters.reading import read_data_file
from model.parameters.table import load_parameters
from model.posterior import default_run
from model.version import RESULTS_VERSION
from scenarios.cli.wording import chance
from scenarios.messages import LANGUAGES, text
from scenarios.verdicts import Proportion

COMMAND: Final = "python -m calibration.reports"
DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
MOVED_RATIO: Final = 0.8
MOVED_SHIFT: Final = 0.5
REGIONS: Final = {"nation": {"zh": "全国", "en": "The nation"}, "henan": {"zh": "河南", "en": "Henan"}}
CHANGE_REPLICATES: Final = 500
CHANGE_SEED: Final = 1


def say(key: str, language: str, **values: object) -> str:
    """Say a text of the reports."""
    return text(f"fitdoc.{key}", language, **values)


def results() -> Mapping[str, Any]:
    """What the committed fit found; raises SeriesError."""
    found: Mapping[str, Any] = read_data_file(FILE, SeriesError).data
    return found


def table(header: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of a Markdown table."""
    yield header
    yield "|" + "---|" * (header.count("|") - 1)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |"


def short(value: float) -> str:
    """Four digits, without a tail of zeros."""
    return f"{value:.4g}"


def three(values: Sequence[float]) -> str:
    """Quantiles side by side."""
    return " / ".join(short(value) for value in values)


def calibration_report(found: Mapping[str, Any], language: str) -> str:
    """The report of the fit: summaries, accounts, identifiability, regions."""
    lines = [
        say("calibration.title", language),
        "",
        say("made", language, command=COMMAND, version=found["results_version"]),
        "",
    ]
    lines += [say("calibration.intro", language, run=found["shipped"], judged=found["judged"]), ""]
    n, p = found["budget"]["nation"], found["budget"]["province"]
    numbers = {f"n{place}": value for place, value in enumerate(n)} | {
        f"p{place}": value for place, value in enumerate(p)
    }
    lines += [say("calibration.budget", language, seed=found["budget"]["seed"], **numbers), ""]
    for region, by_year in found["regions"].items():
        for known, fit in by_year.items():
            lines += [*_region(REGIONS[region][language], str(known), fit, language), ""]
    last = max(found["accounts"], key=int)
    lines += [*_accounts(found["accounts"][last], str(last), language), ""]
    for region, by_year in found["regions"].items():
        lines += [*_identifiability(REGIONS[region][language], by_year[max(by_year, key=int)], language), ""]
    between = found["growth_between_places"]
    lines += [say("calibration.hierarchy", language), ""]
    lines += [
        say(
            "calibration.hierarchy_text",
            language,
            spread=f"{100 * between['spread']:.2f}",
            correlation=f"{between['correlation']:.2f}",
        )
    ]
    return "\n".join(lines) + "\n"


def _region(region: str, known: str, fit: Mapping[str, Any], language: str) -> Iterator[str]:
    yield say("calibration.region", language, region=region, known=known)
    yield ""
    for each in fit["generations"]:
        yield say(
            "calibration.generation",
            language,
            number=each["number"] if "number" in each else fit["generations"].index(each) + 1,
            draws=each["draws"],
            temperature=short(each["temperature"]),
            effective=f"{each['effective']:.0f}",
            distance=f"{each['median_distance']:.0f}",
            ruled=f"{each['prior_ruled_out']:.0%}",
        )
    yield ""
    yield say("calibration.final", language, temperature=short(fit["temperature"]))
    joint, off = fit["joint_within"], fit["median_root_mean_square_off"]
    yield say(
        "calibration.joint",
        language,
        prior=f"{joint['prior']:.1%}",
        posterior=f"{joint['posterior']:.1%}",
        rprior=short(off["prior"]),
        rposterior=short(off["posterior"]),
    )
    yield ""
    yield say("calibration.table", language)
    yield ""
    yield from table(
        say("calibration.columns", language),
        [
            [
                f"`{each['name']}`",
                short(each["low"]) if each["low"] == each["high"] else f"{short(each['low'])}—{short(each['high'])}",
                short(each["spread"]),
                three(each["prior"]),
                three(each["posterior"]),
                f"{each['within_prior']:.0%} → {each['within']:.0%}",
                each["source"],
            ]
            for each in fit["summaries"]
        ],
    )


def _accounts(rows: Sequence[Mapping[str, Any]], known: str, language: str) -> Iterator[str]:
    yield say("calibration.accounts", language)
    yield ""
    scale = f"{population_scale('nation'):.0f}"
    yield say("calibration.accounts_intro", language, known=known, scale=scale)
    yield ""
    cells, inside, published = [], 0, 0
    for row in rows:
        for part in ("admitted", "due", "passed", "stock"):
            each = row[part]
            if each["published"] is None:
                continue
            published += 1
            inside += each["inside"]
            cells.append(
                [
                    str(row["year"]),
                    say(f"calibration.part.{part}", language),
                    f"{each['published']:,.0f}",
                    *(f"{value:,.0f}" for value in each["bands"]),
                    say("yes" if each["inside"] else "no", language),
                ]
            )
    yield from table(say("calibration.accounts_columns", language), cells)
    yield ""
    yield say("calibration.accounts_result", language, inside=inside, all=published)
    if inside < 0.8 * published:
        yield ""
        yield say("calibration.accounts_failed", language)


def _identifiability(region: str, fit: Mapping[str, Any], language: str) -> Iterator[str]:
    yield say("calibration.identifiability", language, region=region)
    yield ""
    yield say("calibration.identifiability_intro", language)
    yield ""
    moved = {
        name: each
        for name, each in fit["parameters"].items()
        if each["ratio"] < MOVED_RATIO or abs(each["shift"]) > MOVED_SHIFT
    }
    ordered = sorted(moved.items(), key=lambda item: item[1]["ratio"])
    yield from table(
        say("calibration.identifiability_columns", language),
        [
            [
                f"`{name}` {_label(name, language)}",
                f"{each['shift']:+.2f}",
                f"{each['ratio']:.2f}",
                three(each["prior"]),
                three(each["posterior"]),
            ]
            for name, each in ordered
        ],
    )
    yield ""
    others = [f"`{name}`" for name in fit["parameters"] if name not in moved]
    yield say("calibration.unmoved", language, names=say("separator", language).join(others) or say("none", language))


def _label(name: str, language: str) -> str:
    entry = load_parameters().get(name)
    return "" if entry is None else (entry.label_zh if language == "zh" else entry.label_en)


def validation_report(found: Validation, judged_run: str, language: str) -> str:
    """The report of the validation: every point, coverage, scores, PIT, leaks."""
    lines = [say("validation.title", language), "", say("made", language, command=COMMAND, version=RESULTS_VERSION), ""]
    lines += [
        say("validation.intro", language, digest=FROZEN[:16], judged=judged_run),
        "",
        say("validation.show", language),
        "",
    ]
    lines += [
        say("validation.points", language),
        "",
        *table(say("validation.columns", language), list(_points(found, language))),
        "",
    ]
    lines += [say("validation.coverage", language), "", *_pooled(found, language), ""]
    missing = [f"`{each.key}`" for each in found.missing]
    lines += [
        say("validation.missing", language, names=say("separator", language).join(missing) or say("none", language)),
        "",
    ]
    lines += [say("validation.leaks", language), "", *(f"- {leak}" for leak in found.protocol["leaks"])]
    if rule("outcomes_seen") > 0.0:
        lines.append(say("validation.seen", language))
    return "\n".join(lines) + "\n"


def _points(found: Validation, language: str) -> Iterator[list[str]]:
    for score, point in zip(found.scores, found.points, strict=True):
        note = say("validation.at_least", language) if score.at_least else ""
        note += "" if score.pooled else say("validation.left_out", language)
        yield [
            f"`{score.key}` {point.series.region} {point.series.label[language]}",
            f"{short(score.outcome)} {point.series.unit}{note}",
            *(short(score.quantiles[name]) for name in ("p05", "p50", "p95")),
            say("yes" if score.covered[0.9] else "no", language),
            short(score.crps),
            *(
                short(score.baselines[name]) if name in score.baselines else say("none", language)
                for name in ("persistence", "straight_line", "reference_class")
            ),
            f"{score.pit:.2f}",
        ]


def _pooled(found: Validation, language: str) -> Iterator[str]:
    for level in (float(each) for each in found.protocol["intervals"]):
        inside, points = found.coverage(level)
        low, high = found.coverage_band(level)
        yield say(
            "validation.coverage_line",
            language,
            level=f"{level:.0%}",
            inside=inside,
            all=points,
            low=round(low * points),
            high=round(high * points),
        )
    for group in ("growth", "counts"):
        said = say(f"validation.group.{group}", language)
        yield say(
            "validation.crps",
            language,
            group=said,
            value=short(found.mean_crps(group)),
            unit=say(f"validation.unit.{group}", language),
        )
        for baseline in ("persistence", "straight_line", "reference_class"):
            skill, points = found.skill(group, baseline)
            yield say(
                "validation.skill",
                language,
                group=said,
                baseline=say(f"validation.baseline.{baseline}", language),
                skill=f"{skill:+.2f}" if points else say("none", language),
                points=points,
            )
    counts, (low, high) = found.pit_histogram()
    total = sum(counts)
    yield say(
        "validation.pit",
        language,
        counts=say("separator", language).join(map(str, counts)),
        low=round(low * total),
        high=round(high * total),
    )
    yield ""
    yield from _said(found, language)


def _said(found: Validation, language: str) -> Iterator[str]:
    """What coverage says, in words: compatible, too narrow, too wide."""
    faults = []
    for level in (float(each) for each in found.protocol["intervals"]):
        inside, points = found.coverage(level)
        low, high = found.coverage_band(level)
        share = inside / points if points else level
        if share < low:
            faults.append(say("validation.verdict.narrow", language, level=f"{level:.0%}"))
        elif share > high:
            faults.append(say("validation.verdict.wide", language, level=f"{level:.0%}"))
    counts, (low, high) = found.pit_histogram()
    total = sum(counts)
    if total and (counts[-1] / total > high or counts[0] / total > high):
        faults.append(say("validation.verdict.low" if counts[-1] > counts[0] else "validation.verdict.high", language))
    yield from faults or [say("validation.verdict.good", language)]


Changed = tuple[str, int, Proportion, Proportion, str, str]
"""A target from prior to posterior: label, due year, two probabilities, two verdicts."""


def change_report(language: str, found: Mapping[str, Sequence[Changed]]) -> str:
    """The table from prior to posterior; `found` are targets by plan."""
    lines = [
        say("change.title", language),
        "",
        say("made", language, command=f"{COMMAND} change", version=RESULTS_VERSION),
        "",
    ]
    run = default_run("county") or say("none", language)
    lines += [say("change.intro", language, run=run, replicates=CHANGE_REPLICATES, seed=CHANGE_SEED), ""]
    for plan, rows in found.items():
        changed = sum(before != now for *_, before, now in rows)
        moved = sum(abs(after.probability - first.probability) for _, _, first, after, _, _ in rows) / max(len(rows), 1)
        lines += [
            f"## {plan}",
            "",
            say("change.count", language, plan=plan, all=len(rows), changed=changed, mean=f"{100 * moved:.1f}"),
            "",
        ]
        cells = [
            [
                label,
                str(due),
                chance(first, language),
                chance(after, language),
                before,
                f"**{now}**" if now != before else now,
            ]
            for label, due, first, after, before, now in rows
        ]
        lines += [*table(say("change.columns", language), cells), ""]
    return "\n".join(lines)


def changes(language: str, replicates: int = CHANGE_REPLICATES) -> dict[str, list[Changed]]:
    """Run the plans under priors and posterior on the same replicates; targets with a probability under both."""
    from scenarios.loaded import load
    from scenarios.run import run
    from scenarios.schema.load import list_plans
    from scenarios.verdicts import word

    found = {}
    for plan in list_plans():
        before, after = (
            run(load(plan, posterior=each), replicates, CHANGE_SEED, until_decided=False)
            for each in ("prior", "default")
        )
        rows = []
        for one, other in zip(before.answers, after.answers, strict=True):
            first, second = one.verdict, other.verdict
            if first is None or second is None or first.proportion is None or second.proportion is None:
                continue
            rows.append(
                (
                    f"{one.row.target.label[language]} `{one.target_id}`",
                    int(one.row.due_year),
                    first.proportion,
                    second.proportion,
                    word(first.likelihood, language),
                    word(second.likelihood, language),
                )
            )
        found[plan] = rows
    return found


def path_of(name: str, language: str) -> Path:
    """The file of a report in a language: NAME.md in Chinese, NAME.en.md in English."""
    return DOCS / (f"{name}.md" if language == "zh" else f"{name}.en.md")


def write(which: Sequence[str]) -> None:
    """Write the named reports in both languages."""
    found = results()
    makers: dict[str, Callable[[str], str]] = {
        "calibration": lambda language: calibration_report(found, language),
        "validation": lambda language: validation_report(judged(read_predictions()), str(found["judged"]), language),
        "change": lambda language: change_report(language, changes(language)),
    }
    if "validation" in which:
        from calibration.validation.standing import write_standing

        write_standing(judged(read_predictions()), str(found["judged"]))
    names = {"change": "prior-to-posterior"}
    for each in which:
        for language in LANGUAGES:
            path_of(names.get(each, each), language).write_text(makers[each](language), encoding="utf-8")
            print(f"{each} ({language}): written")


def main(arguments: list[str] | None = None) -> int:
    """Write the reports that are named, or all."""
    chosen = list(sys.argv[1:] if arguments is None else arguments) or ["calibration", "validation", "change"]
    unknown = [each for each in chosen if each not in ("calibration", "validation", "change")]
    if unknown:
        print(f"usage: {COMMAND} [calibration] [validation] [change]", file=sys.stderr)
        return 2
    write(chosen)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
