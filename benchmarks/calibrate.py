"""How long `tuiyan calibrate --data FILE` takes for a filled template; asked: under 5 minutes on 2 cores.

    python -m benchmarks.calibrate [--draws 20000] [--replicates 500] [--short]

The file is the template as `tuiyan template calibration` writes it, filled by a made-up county
(`calibration/local/recovery.py`). The command runs as a process of its own, so its start and imports count; the compiled
model comes from the cache, as from the second command on. Wall time is as it was; processor time over two is what two idle
cores would take at least. The parts are measured in a second run, in this process. Writes
`benchmarks/results/calibrate.json` and `.md`; the short form only prints, with what it says of the long one.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import openpyxl

RESULT = Path(__file__).resolve().parent / "results" / "calibrate"
THREADS = 2
ASKED_SECONDS = 300.0
DRAWS, REPLICATES = 20_000, 500
SHORT_DRAWS, SHORT_REPLICATES = 1_000, 40
SCENARIO = "xihua"
COUNTY_SEED = 7


def filled_template() -> bytes:
    """The template with the figures of a made-up county in the rows that it reports."""
    from calibration.definitions import definitions
    from calibration.local.columns import load_columns
    from calibration.local.recovery import planted
    from calibration.local.template import template_xlsx

    county = planted(SCENARIO, 1, 200, COUNTY_SEED, threads=THREADS)
    points = county.points["full"]
    values = dict(zip(((p.series, p.year) for p in points), county.reports["full"][0].tolist(), strict=True))
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx()))
    sheet = book.worksheets[0]
    names = list(load_columns().columns)
    said = {f"{what.label.zh} {what.label.en}": name for name, what in definitions().items()}
    for row in range(2, sheet.max_row + 1):
        key = (
            said.get(str(sheet.cell(row, names.index("quantity") + 1).value)),
            sheet.cell(row, names.index("year") + 1).value,
        )
        if key in values:
            sheet.cell(row, names.index("value") + 1).value = values[key]
            sheet.cell(row, names.index("source") + 1).value = "made up"
    paper = io.BytesIO()
    book.save(paper)
    return paper.getvalue()


def command(data: Path, draws: int, replicates: int) -> dict[str, float]:
    """Wall and processor seconds of the command as a process."""
    asked = [
        "calibrate",
        "--data",
        str(data),
        "--scenario",
        SCENARIO,
        "--draws",
        str(draws),
        "--replicates",
        str(replicates),
    ]
    more = ["--threads", str(THREADS), "--json", "--out", str(data.with_suffix(".csv"))]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "scenarios.cli", *asked, *more], capture_output=True, check=False)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    found = json.loads(done.stdout)
    return {
        "wall": wall,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak_memory_bytes": after.ru_maxrss * 1024.0,
        "figures": float(len(found["figures"])),
        "targets": float(len(found["targets"])),
    }


def stages(data: Path, draws: int, replicates: int) -> dict[str, dict[str, float]]:
    """Wall and processor seconds of each part of the calibration, in this process: warm."""
    from calibration.local import calibrate, read_sheet
    from scenarios.loaded import load

    loaded = load(SCENARIO)
    reading = read_sheet(data, loaded.baseline.region["zh"])
    found: dict[str, dict[str, float]] = {}
    last = ["bank", time.perf_counter(), time.process_time()]

    def settle(now: str) -> None:
        name, wall, processor = last
        part = found.setdefault(str(name), {"wall": 0.0, "processor": 0.0})
        part["wall"] += time.perf_counter() - float(wall)
        part["processor"] += time.process_time() - float(processor)
        last[:] = [now, time.perf_counter(), time.process_time()]

    calibrate(
        loaded,
        reading.points,
        places=reading.places,
        draws=draws,
        seed=loaded.scenario.seed,
        replicates=replicates,
        threads=THREADS,
        tell=lambda stage, done, total: settle(stage),
    )
    settle("end")
    return found


def extrapolated(small: dict[str, Any], large: dict[str, Any], draws: int) -> dict[str, float]:
    """What two sizes say of a third, where each part is a constant and a share a draw; never below the larger one."""
    found = {}
    for name in ("wall", "processor"):
        a_draw = (large["command"][name] - small["command"][name]) / (large["draws"] - small["draws"])
        found[name] = large["command"][name] + max(a_draw, 0.0) * (draws - large["draws"])
    return found


def measured(draws: int, replicates: int) -> dict[str, Any]:
    """Fill the template, run the command, and measure its parts."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "years.xlsx"
        data.write_bytes(filled_template())
        busy = os.getloadavg()[0]
        return {
            "draws": draws,
            "replicates": replicates,
            "others_at_work": round(busy, 1),
            "command": command(data, draws, replicates),
            "stages": stages(data, draws, replicates),
        }


def as_markdown(found: dict[str, Any], version: str) -> str:
    """The page to read."""
    whole = found["command"]
    holds = whole["wall"] < ASKED_SECONDS
    lines = [
        "# How long a local calibration takes",
        "",
        f"`python -m benchmarks.calibrate`, results version {version}: {found['draws']:,} draws, {found['figures_said']} figures,"
        f" {found['replicates']} replicates for {int(whole['targets'])} targets, {THREADS} threads on {os.cpu_count()} cores,",
        f"load average {found['others_at_work']} when it began (above {os.cpu_count()} others were at work).",
        "",
        f"Asked: under {ASKED_SECONDS / 60:.0f} minutes on two cores. The command took {whole['wall']:.0f} s"
        f" ({whole['processor'] / 2:.0f} s of processor time a core): {'reached' if holds else 'not reached'}."
        f" Peak memory {whole['peak_memory_bytes'] / 1e9:.2f} GB.",
        "",
        "| Part (warm) | wall, s | processor / 2, s |",
        "|---|---|---|",
    ]
    for name, part in found["stages"].items():
        lines.append(f"| {name} | {part['wall']:.1f} | {part['processor'] / 2:.1f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write or print."""
    from model.version import RESULTS_VERSION

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument(
        "--short", action="store_true", help="two small banks, and what they say of the long form; writes nothing"
    )
    asked = parser.parse_args()
    if asked.short:
        # Replicates stay those of the long form: only draws are extrapolated.
        small, large = (measured(draws, asked.replicates) for draws in (SHORT_DRAWS, 2 * SHORT_DRAWS))
        print(json.dumps({"small": small, "large": large, "long": extrapolated(small, large, asked.draws)}, indent=1))
        return
    found = measured(asked.draws, asked.replicates)
    found["figures_said"] = int(found["command"]["figures"])
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.with_suffix(".json").write_text(
        json.dumps({"results_version": str(RESULTS_VERSION), **found}, indent=1) + "\n", encoding="utf-8"
    )
    RESULT.with_suffix(".md").write_text(as_markdown(found, str(RESULTS_VERSION)), encoding="utf-8")
    print(as_markdown(found, str(RESULTS_VERSION)))


if __name__ == "__main__":
    main()
