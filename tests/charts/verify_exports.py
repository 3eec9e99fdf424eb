"""Every kind of file that carries a stamp, as exports that the study can make: by the functions and commands that write them."""

from __future__ import annotations

import contextlib
import datetime
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scenarios import load
from scenarios.result import RunResult
from scenarios.verification.runs import written

DATE = datetime.date(2026, 11, 22)
REPLICATES = 40
ANNEX_REPLICATES = 100
CHEAP = ("method", "verdicts", "audit")
LANGUAGES = ("zh", "en")
FIGURES = "指标,年份,数值,来源\n规上工业企业,2022,160,公报\n规上工业企业,2023,171,公报\n专精特新中小企业,2023,20,名单\n"


@dataclass(frozen=True)
class Export:
    """One export that can be made, and what it takes besides to be verified (`verify`'s options)."""

    kind: str
    name: str
    form: str
    make: Callable[[], bytes]
    given: Mapping[str, Any] = field(default_factory=dict)


def every_export(results: list[RunResult], folder: Path, *, commands: bool = True) -> Iterator[Export]:
    """Give every export of some runs (of one plan each), in both languages; nothing is made before it is asked for."""
    for result in results:
        yield from exports(result)
        yield from stores(result, folder)
        yield from pages(result)
    if commands:
        yield from of_commands(results, folder)


def exports(result: RunResult) -> Iterator[Export]:
    """Give the exports of one run: figures as CSV and XLSX, tables, reports, lists, a small annex."""
    from charts.export.folder import index_page
    from charts.figures import figures

    plan = result.scenario.plan.id
    for language in LANGUAGES:
        every = figures(result, language, DATE)
        for figure in every:
            for form in ("csv", "xlsx"):
                yield Export(
                    "figure",
                    f"{plan} {figure.name} {language}",
                    form,
                    lambda figure=figure, form=form: figure.as_file(form),  # type: ignore[misc]
                )
        for form in ("csv", "xlsx", "parquet", "json", "txt"):
            yield Export(
                "run",
                f"{plan} run {language}",
                form,
                lambda form=form, language=language: written(result, form, language),  # type: ignore[misc]
            )
        yield Export("figures", f"{plan} index {language}", "html", lambda every=every: index_page(every).encode())
        yield from _annexes(result, language)


def _annexes(result: RunResult, language: str) -> Iterator[Export]:
    """Give a small annex: without pictures and searches, which take minutes each to make again."""
    from annex.building import build_annex
    from annex.formats import rendered
    from annex.request import AnnexRequest

    @cache
    def annex() -> Any:
        asked = AnnexRequest(
            result.scenario, CHEAP, replicates=ANNEX_REPLICATES, binding_replicates=2, language=language, date=DATE
        )
        return build_annex(asked)

    for form in ("docx", "html", "xlsx"):
        name = f"{result.scenario.plan.id} annex {language}"
        yield Export("annex", name, form, lambda form=form: rendered(annex(), form))  # type: ignore[misc]


def stores(result: RunResult, folder: Path) -> Iterator[Export]:
    """Give the tables of a small sweep of a plan as files."""
    from scenarios.sweep import sweep

    plan = result.scenario.plan.id

    @cache
    def store() -> Any:
        specification: dict[str, Any] = {
            "title": {"zh": "试", "en": "trial"},
            "author": "study",
            "scenario": plan,
            "replicates": 5,
            "vary": {"levers.cultivation_service.intensity": {"low": 0, "high": 1, "steps": 2}},
        }
        return sweep(specification, folder / f"sweep-{plan}")

    for table in ("verdicts", "summary", "points"):
        for form in ("csv", "xlsx", "parquet"):

            def made(table: str = table, form: str = form) -> bytes:
                path = folder / f"{plan}-{table}.{form}"
                store().export(path, table)
                return path.read_bytes()

            yield Export("sweep", f"{plan} sweep {table}", form, made)


def pages(result: RunResult) -> Iterator[Export]:
    """Give what pages of the explorer offer of a run: charts with what a reader chose, and where numbers come from."""
    from explorer.components.downloads import page_figure
    from explorer.remaking import provenance_csv
    from scenarios.tables import main_targets

    plan, years = result.scenario.plan.id, result.samples.years
    choices: dict[str, dict[str, Any]] = {
        "scorecard": {"targets": None},
        "fans": {"targets": main_targets(result)[:2], "arrange": "over"},
        "title_flows": {},
        "unmet": {"year": years[-1]},
        "series": {"series": list(result.samples.series[:3])},
    }
    for place, (kind, choice) in enumerate(choices.items()):
        language = LANGUAGES[place % 2]
        for form in ("csv", "xlsx"):

            def made(kind: str = kind, choice: Any = choice, language: str = language, form: str = form) -> bytes:
                return page_figure(kind, kind, [result], choice, language, DATE).as_file(form)

            yield Export("page_chart", f"{plan} page {kind}", form, made)
    baseline = result.scenario.baseline
    yield Export("provenance", f"{plan} sources", "csv", lambda: provenance_csv(baseline, "", None, "zh"))


def of_commands(results: list[RunResult], folder: Path) -> Iterator[Export]:
    """Give what commands write with --out: analyses, documents, backtest, validation, calibration, checks of files."""
    plan, *others = [result.scenario.plan.id for result in results]
    target = next(answer.target_id for answer in results[0].answers if answer.verdict is not None)
    few, seeded = ("--replicates", "20"), ("--replicate", "3", "--seed", "5")
    asked: dict[str, tuple[list[str], tuple[str, ...]]] = {
        "seek": (["seek", plan, "--target", target, *few, "--confirm", "20"], ("json", "txt")),
        "sensitivity": (
            ["sensitivity", plan, "--target", target, "--replicates", "100", "--samples", "0"],
            ("json", "txt"),
        ),
        "discover": (["discover", plan, "--replicates", "100", "--threshold", "0.4"], ("json", "txt")),
        "compare": (["compare", plan, (others or ["xihua_downturn"])[0], *few], ("json", "txt")),
        "trace": (["trace", plan, "--projects", *seeded], ("json", "txt")),
        "trace enterprise": (["trace", plan, "--enterprise", "3", *seeded], ("json", "txt")),
        "answers": (["answers", plan, "--target", target, *few, "--binding", "2"], ("json", "txt", "csv", "xlsx")),
        "plans": (["plans"], ("json", "txt")),
        "backtest": (["backtest", plan, *others[:1], *few], ("json", "txt")),
        "validate": (["validate"], ("json", "txt")),
    }
    asked |= {f"audit {one}": (["audit", one], ("json", "csv", "md")) for one in (plan, *others)}
    for place, (name, (words, forms)) in enumerate(asked.items()):
        language = LANGUAGES[place % 2]
        for form in forms:
            make = _command([*words, "--lang", language], folder / f"{name.replace(' ', '-')}.{form}")
            yield Export(name.split()[0], f"{name} {language}", form, make)
    yield from _with_files_besides(plan, folder)


def _command(words: list[str], out: Path) -> Callable[[], bytes]:
    """Run a command that writes a file, and give that."""

    def made() -> bytes:
        from scenarios.cli.entry import main

        with contextlib.redirect_stdout(io.StringIO()):
            status = main([*words, "--out", str(out)])
        if status not in (0, 3, 4, 5) or not out.is_file():
            raise RuntimeError(f"{words[0]} ended with {status}")
        return out.read_bytes()

    return made


def _with_files_besides(plan: str, folder: Path) -> Iterator[Export]:
    """Give what takes another file to be verified: a posterior, a ledger's check, reports of verifications."""
    years, ledger, run = folder / "years.csv", folder / "ledger.csv", folder / "verified.csv"
    years.write_text(FIGURES, encoding="utf-8")
    rows = "".join(f"企业{n}有限公司,{300 + n},规上\n" for n in range(12))
    ledger.write_text("企业名称,营业收入（万元）,规模\n" + rows + "企业99有限公司,约5000,规上\n", encoding="utf-8")
    learn = ["calibrate", "--scenario", plan, "--data", str(years), "--draws", "1000", "--replicates", "0"]
    make = _command(learn, folder / "own.csv")
    yield Export("calibration", "calibration", "csv", make, {"source": years})
    for form in ("json", "txt"):
        check = ["ledger", str(ledger), "--complete-for", "all", "--plan", plan]
        make = _command(check, folder / f"ledger.{form}")
        yield Export("ledger", f"ledger {form}", form, make, {"ledger_place": ledger, "ledger": str(ledger)})

        def checked(form: str = form) -> bytes:
            if not run.exists():
                run.write_bytes(written(_small(plan), "csv", "zh"))
            return _command(["verify", str(run)], folder / f"report.{form}")()

        yield Export("verification", f"verification {form}", form, checked, {"source": run})


@cache
def _small(plan: str) -> RunResult:
    from scenarios.run import run

    return run(load(plan), 20, 1)
