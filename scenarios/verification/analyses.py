"""Files of the analyses of one question, or of two: `seek`, `sensitivity`, `discover`, `compare`, `trace`, each with its stamp.

The function that makes a file is the one that makes it again: what was asked stands on the stamp, beside the whole question.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from scenarios.cli.tables import on_paper
from scenarios.loaded import LoadedScenario
from scenarios.verification.forms import json
from scenarios.verification.forms import text as plain
from scenarios.verification.remaking import Asked
from scenarios.verification.stamp import Stamp, stamp_of_question

if TYPE_CHECKING:
    from scenarios.compare.comparing import Comparison
    from scenarios.compare.contributions import Contributions
    from scenarios.discovery import DiscoverAnswer, DiscoverRequest
    from scenarios.seeking import SeekAnswer, SeekRequest
    from scenarios.sensitivity import SensitivityAnswer, SensitivityRequest
    from scenarios.trace import Life
    from scenarios.trace_projects import ProjectLife, ProjectList

    Lives = Life | ProjectLife | ProjectList


def form_of(out: str | None, *, as_json: bool = False) -> str:
    """Name the format of a file by its ending: JSON, also where JSON was asked for, else text."""
    return "json" if as_json or PurePath(out or "").suffix.lower() == ".json" else "txt"


def said_file(data: Mapping[str, Any], said: Callable[[], str], form: str, stamp: Stamp) -> bytes:
    """Write an answer as JSON or as text, with its stamp; a text is as wide as in every file, whatever the terminal."""
    if form == "json":
        return json.stamped(data, stamp).encode()
    with on_paper():
        return plain.stamped(said(), stamp).encode()


def _request(request: Any) -> dict[str, Any]:
    """Give a request as plain data without what stands on the stamp already."""
    found = dataclasses.asdict(request)
    return {name: value for name, value in found.items() if name not in ("seed", "replicates")}


def _names(given: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in given)


def seek_written(answer: SeekAnswer, request: SeekRequest, form: str, language: str) -> bytes:
    """Write what `tuiyan seek` found."""
    from scenarios.cli.seek import report

    stamp = stamp_of_question(answer.scenario, answer.seed, request.replicates)
    stamp = stamp.of_file("seek", form=form, language=language, request=_request(request))
    return said_file(answer.to_json(language), lambda: "\n".join(report(answer, language)), form, stamp)


def seek_file(asked: Asked) -> bytes:
    """Seek again."""
    from scenarios.seeking import SeekRequest, seek

    given, stamp = asked.arguments["request"], asked.stamp
    request = SeekRequest(
        _names(given["targets"]),
        float(given["probability"]),
        _names(given["levers"]),
        None if given["budget"] is None else float(given["budget"]),
        None if given["years"] is None else (int(given["years"][0]), int(given["years"][1])),
        stamp.replicates,
        int(given["confirm"]),
        stamp.seed,
        {str(name): float(cost) for name, cost in given["costs"].items()},
        {str(name): (float(pair[0]), float(pair[1])) for name, pair in given["bounds"].items()},
    )
    answer = seek(asked.questions[0], request)
    return seek_written(answer, request, str(asked.arguments["form"]), str(asked.arguments["language"]))


def sensitivity_written(answer: SensitivityAnswer, request: SensitivityRequest, form: str, language: str) -> bytes:
    """Write what `tuiyan sensitivity` found."""
    from scenarios.cli.sensitivity import report

    stamp = stamp_of_question(answer.scenario, answer.seed, request.replicates)
    stamp = stamp.of_file("sensitivity", form=form, language=language, request=_request(request))
    return said_file(answer.to_json(language), lambda: "\n".join(report(answer, language)), form, stamp)


def sensitivity_file(asked: Asked) -> bytes:
    """Analyse again."""
    from scenarios.sensitivity import SensitivityRequest, sensitivity

    given, stamp = asked.arguments["request"], asked.stamp
    request = SensitivityRequest(
        _names(given["targets"]),
        stamp.replicates,
        int(given["samples"]),
        int(given["common"]),
        _names(given["levers"]),
        stamp.seed,
    )
    answer = sensitivity(asked.questions[0], request)
    return sensitivity_written(answer, request, str(asked.arguments["form"]), str(asked.arguments["language"]))


def discover_written(
    answer: DiscoverAnswer, source: LoadedScenario | Path, request: DiscoverRequest, form: str, language: str
) -> bytes:
    """Write what `tuiyan discover` found, in replicates of a question or in the folder of a sweep."""
    if isinstance(source, LoadedScenario):
        stamp = stamp_of_question(source, answer.seed, request.replicates)
    else:
        from scenarios.sweep.exporting import store_stamp
        from scenarios.sweep.store import Store

        stamp = store_stamp(Store(source).manifest, "verdicts", form)
    return _discovered(answer, stamp, request, form, language)


def _discovered(answer: DiscoverAnswer, stamp: Stamp, request: DiscoverRequest, form: str, language: str) -> bytes:
    from scenarios.cli.discover import report

    # Where a scenario or a sweep lay is no one's business, and would differ on the machine that verifies.
    found = replace(answer, source=PurePath(answer.source).name)
    stamp = stamp.of_file(
        "discover", form=form, language=language, request=_request(request), sweep=found.source if found.sweep else None
    )
    return said_file(found.to_json(language), lambda: "\n".join(report(found, language)), form, stamp)


def discover_file(asked: Asked) -> bytes:
    """Look again for the conditions; the points of a sweep are computed again first."""
    from scenarios.discovery import DiscoverRequest, discover
    from scenarios.discovery.discover import OUTCOMES

    given, stamp = asked.arguments["request"], asked.stamp
    form, language = str(asked.arguments["form"]), str(asked.arguments["language"])
    outcome = next((each for each in OUTCOMES if each == given["outcome"]), None)
    request = DiscoverRequest(
        _names(given["targets"]), outcome, stamp.replicates, float(given["threshold"]), stamp.seed
    )
    if asked.arguments["sweep"] is None:
        answer = discover(asked.questions[0], request)
        return discover_written(answer, asked.questions[0], request, form, language)
    from scenarios.sweep.execution import Options, compute
    from scenarios.verification.sweeps import points_of

    points = points_of(stamp, asked.ledger, asked.posteriors, same_version=asked.same_version)
    with tempfile.TemporaryDirectory() as folder:
        compute(points, Path(folder) / "store", Options())
        answer = discover(Path(folder) / "store", request)
    return _discovered(replace(answer, source=str(asked.arguments["sweep"])), stamp, request, form, language)


def compare_written(found: Comparison, shared: Contributions | None, form: str, language: str) -> bytes:
    """Write what `tuiyan compare` found; both questions stand on the stamp."""
    from scenarios.cli.compare_command import contribution_lines, report
    from scenarios.cli.tables import PIPE_WIDTH

    stamp = stamp_of_question(found.first, found.seed, found.replicates)
    stamp = stamp.beside(stamp_of_question(found.second, found.seed, found.replicates))
    stamp = stamp.of_file("compare", form=form, language=language, contributions=shared is not None)

    def said() -> str:
        lines = list(report(found, language, PIPE_WIDTH))
        return "\n".join(lines + (list(contribution_lines(shared, language, PIPE_WIDTH)) if shared else []))

    return said_file(compare_data(found, shared), said, form, stamp)


def compare_data(found: Comparison, shared: Contributions | None) -> dict[str, Any]:
    """Give a comparison as plain data, with what each input contributes where that was asked for."""
    return found.to_json() | ({} if shared is None else {"contributions": shared.to_json()})


def compare_file(asked: Asked) -> bytes:
    """Compare again."""
    from scenarios.compare.comparing import compare
    from scenarios.compare.contributions import contributions

    first, second = asked.questions
    count, seed = asked.stamp.replicates, asked.stamp.seed
    found = compare(first, second, count, seed)
    shared = contributions(first, second, count, seed) if asked.arguments["contributions"] else None
    return compare_written(found, shared, str(asked.arguments["form"]), str(asked.arguments["language"]))


def trace_written(
    life: Lives, loaded: LoadedScenario, seed: int, replicate: int, followed: tuple[str, str], form: str, language: str
) -> bytes:
    """Write one life, or the list of projects; `followed` is the option and what was asked for with it."""
    stamp = stamp_of_question(loaded, seed, 1)
    stamp = stamp.of_file("trace", form=form, language=language, replicate=replicate, followed=list(followed))
    return said_file(life.to_json(language), lambda: life.report(language), form, stamp)


def trace_file(asked: Asked) -> bytes:
    """Follow the same life again."""
    from scenarios.trace_projects import traced

    given, loaded = asked.arguments, asked.questions[0]
    option, name = (str(each) for each in given["followed"])
    seed, replicate = asked.stamp.seed, int(given["replicate"])
    life = traced(loaded, seed, replicate, option, name)
    return trace_written(life, loaded, seed, replicate, (option, name), str(given["form"]), str(given["language"]))
