"""`python -m calibration.local.recovery_report`: plant, learn, compare, and write docs/recovery(.en).md from the data."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from calibration.local.recovery import ABSURD, BENT, TAUGHT, planted, recover
from calibration.local.report import label_of_input
from calibration.observation import observation_parameters
from calibration.study_command import carry_out, study_parser
from scenarios.messages import LANGUAGES, text

DATA: Final = Path(__file__).resolve().parent.parent / "results" / "recovery.json"
NAMES: Final = {"zh": "recovery.md", "en": "recovery.en.md"}
COMMAND: Final = "python -m calibration.local.recovery_report"
KINDS: Final = ("faultless", "sound", "one", "contradictory", "absurd")
WORDS: Final = ("quiet", "odd_points", "contradiction", "absurd")


def study(
    scenario: str, worlds: int, draws: int, seed: int, posterior: str, threads: int | None, *, aloud: bool = True
) -> dict[str, Any]:
    """Give the study as plain data; the same arguments give the same data."""
    from model.version import RESULTS_VERSION

    def said(what: str, done: int, total: int) -> None:
        if aloud and (done == total or done % max(total // 20, 1) == 0):
            print(f"{what}: {done}/{total}", file=sys.stderr, flush=True)

    setting = planted(scenario, worlds, draws, seed, posterior=posterior, threads=threads, progress=said)
    return {
        "results_version": str(RESULTS_VERSION),
        "scenario": scenario,
        "posterior": posterior,
        "seed": seed,
        "draws": draws,
        **recover(setting, said),
    }


def write_documents(found: Mapping[str, Any], folder: Path) -> None:
    """Write both documents."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        (folder / NAMES[language]).write_text(document(found, language), encoding="utf-8")


def document(found: Mapping[str, Any], language: str) -> str:
    """Give one document, Markdown: every number in it is one of the data."""
    return "\n".join(_lines(found, language)).rstrip() + "\n"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _lines(found: Mapping[str, Any], language: str) -> Iterator[str]:
    def said(key: str, **values: object) -> str:
        return text(f"recovery.{key}", language, **values)

    yield f"# {said('title')}"
    yield ""
    yield said(
        "made", command=COMMAND, version=found["results_version"], seed=found["seed"], posterior=found["posterior"]
    )
    yield ""
    yield said(
        "how",
        counties=f"{found['counties']:,}",
        scenario=found["scenario"],
        figures=found["figures"],
        draws=f"{found['draws']:,}",
        dropped=found["dropped"],
    )
    yield ""
    yield f"## {said('answer')}"
    yield ""
    taught = found["full"]["taught"]
    error = taught["coverage_error"]
    yield "- " + said("answer_all", share=_share(found["full"]["coverage"]))
    yield "- " + said(
        "answer_taught",
        inputs=taught["inputs"],
        least=f"{TAUGHT:.0%}",
        share=_share(taught["coverage"]),
        error=_share(error),
        narrowed=_share(taught["narrowed"]),
        left=_share(taught["error"]),
    )
    yield ""
    for design in ("full", "one"):
        yield f"## {said(f'inputs_{design}')}"
        yield ""
        yield (
            "| "
            + " | ".join(said(f"column_{name}") for name in ("input", "narrowed", "covered", "error", "follows"))
            + " |"
        )
        yield "|---|---|---|---|---|"
        for each in found[design]["inputs"]:
            cells = (
                _share(each["narrowed"]),
                _share(each["coverage"]),
                _share(each["error"]),
                f"{each['follows']:.2f}",
            )
            yield f"| {label_of_input(each['name'], language)} | " + " | ".join(cells) + " |"
        yield ""
    yield said("one_kept", share=_share(found["one"]["kept"]))
    yield ""
    yield f"## {said('words')}"
    yield ""
    yield "| " + " | ".join([said("column_data"), *(said(f"word_{word}") for word in WORDS)]) + " |"
    yield "|---|" + "---|" * len(WORDS)
    gross = observation_parameters()["gross_error_share"].prior.centre
    for kind in KINDS:
        shares = (_share(found["words"][kind][word]) for word in WORDS)
        name = said(f"data_{kind}", bent=f"{BENT:.0%}", absurd=f"{ABSURD:.0f}", gross=f"{gross:.0%}")
        yield f"| {name} | " + " | ".join(shares) + " |"
    yield ""
    yield said("named", share=_share(found["named"]))
    yield ""
    yield said("limits")


def main() -> int:
    """Run the study; the short form: --worlds 40 --draws 2000."""
    parser = study_parser(COMMAND, __doc__, 500, "made-up counties", DATA)
    parser.add_argument(
        "--posterior", default="default", help="what truths and bank are drawn from: default, prior, a file"
    )
    asked = parser.parse_args()
    carry_out(
        asked,
        lambda: study(asked.scenario, asked.worlds, asked.draws, asked.seed, asked.posterior, asked.threads),
        write_documents,
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
