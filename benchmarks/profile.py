"""Where an enterprise-year goes: nanoseconds by phase, the start of a replicate, cold compilation and warm start.

Run: python -m benchmarks.profile [--enterprises 4000] [--command-line] [--write]. The phases are called one by one over all
places, in the year's order, and must end in the same state as `Region.step`, which runs them block by block.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.worlds import county_request
from model import columns as col
from model import inputs as inp
from model import phases, population, title_phase, title_start, year
from model import places as plc
from model.build import build_world
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import log
from model.region import Region
from model.version import RESULTS_VERSION
from model.world import World

RESULTS: Final = Path(__file__).parent / "results"
REPEATS: Final = 7
REPLICATES: Final = 3
# Column kernels name their columns so.
OTHER_NAMES: Final = {
    "quality": "management_quality",
    "intensity": "research_intensity",
    "intensity_2": "research_intensity_2",
    "intensity_3": "research_intensity_3",
    "deviation": "research_deviation",
    "propensity": "research_propensity",
    "patents": "class_one_patents",
    "last_revenue": "revenue_1",
    "last_intensity": "research_intensity_1",
    "equity": "equity_financing",
    "srdi_expiry": "expiry_srdi",
    "little_giant_expiry": "expiry_little_giant",
}


class PhaseByPhase:
    """A replicate whose years are run by calling the engine's phases one after another, each timed."""

    def __init__(self, world: World, replicate: int) -> None:
        self.region = Region(world, 1, replicate)
        self.region._reserve(2 * self.region.places + plc.AGES)
        self.region._begin()
        self.nanoseconds: dict[str, float] = {}
        self.enterprise_years = self.candidates = 0
        self.marks = np.empty(self.region.numbers.shape[1], dtype=np.int16)

    def values(self, step: int) -> dict[str, Any]:
        """What kernels ask for, by the names of their arguments."""
        region, world = self.region, self.region.world
        places, year_now = region.places, world.start_year + step
        values: dict[str, Any] = {
            "places": places,
            "first": 0,
            "stop": places,
            "step": step,
            "year": year_now,
            "last_year": year_now - 1,
            "replicate": region.key,
            "settings": world.settings,
            "lines": world.lines,
            "line": world.lines[plc.ABOVE_SCALE_LINE],
            "log_line": log(world.lines[plc.ABOVE_SCALE_LINE]),
            "criteria": region.criteria[step],
            "cut_offs": region.cut_offs[step],
            "breaks": world.breaks,
            "increments": world.increments,
            "remainders": world.remainders,
            "chain_shares": world.chain_shares,
            "support": world.levers[step, plc.RESEARCH_SUPPORT],
            "service": world.levers[step, plc.CULTIVATION_SERVICE],
            "inputs": region.inputs,
            "macro": region.macro,
            "chain_shocks": region.macro[plc.FIRST_CHAIN_SHOCK :],
            "noise_by_age": region.age_tables[plc.NOISE_BY_AGE],
            "exit_by_age": region.age_tables[plc.EXIT_BY_AGE],
            "age_tables": region.age_tables,
            "noise_table": region.noise_table,
            "national_is_provincial": world.settings[plc.NATIONAL_COUNTS_AS_PROVINCIAL] == 1,
            "numbers": region.numbers,
            "labels": region.labels,
            "identities": region.identities,
            "keys": region.keys[:places],
            "facts": region.facts,
            "closes": self.marks[:places],
            "candidate": self.marks[:places],
            "marks": self.marks[:places],
            "outcome": region.raw_outcomes[step],
            "birth_rows": region.birth_rows,
            "decision_rows": region.decision_rows,
        }
        for names, columns in ((col.NUMBER_NAMES, region.numbers), (col.LABEL_NAMES, region.labels)):
            values |= {name: columns[row, :places] for row, name in enumerate(names)}
        return values | {short: values[name] for short, name in OTHER_NAMES.items()}

    def call(self, name: str, kernel: Any, values: dict[str, Any], **special: Any) -> Any:
        """Call a kernel with the arguments it names, and note the time."""
        given = values | special
        arguments = [given[parameter] for parameter in inspect.signature(kernel.py_func).parameters]
        start = time.perf_counter_ns()
        result = kernel(*arguments)
        self.nanoseconds[name] = self.nanoseconds.get(name, 0.0) + time.perf_counter_ns() - start
        return result

    def row(self, step: int, of: int) -> np.uint64:
        """Key row of a purpose in the year of a step."""
        return np.uint64(key.row_key(self.region.key, self.region.world.start_year + step, of))

    def run_year(self) -> None:
        """One year, in the order of `advance_year`."""
        region = self.region
        step = region.year - region.world.start_year + 1
        values = self.values(step)
        self.enterprise_years += int(region.labels[col.ALIVE, : region.places].sum())
        title_phase.fill_decision_rows(values["year"], region.key, region.decision_rows)
        self.call("macro", phases.move_macro, values)
        for account in ("revenue", "research_intensity"):
            back = {f"back_{years}": values[f"{account}_{years}"] for years in (1, 2, 3)}
            self.call("move accounts back", phases.move_back, values, now=values[account], **back)
        self.call("growth", phases.grow, values, row=self.row(step, purpose.GROWTH_NOISE))
        self.call("research", phases.do_research, values, row=self.row(step, purpose.RESEARCH_NOISE))
        self.call("patents", phases.file_patents, values, row=self.row(step, purpose.PATENTS))
        self.call("closures: who", phases.mark_closures, values, row=self.row(step, purpose.EXIT))
        everywhere = {"keys": region.keys}
        self.call("closures: out", phases.close_marked, values, **everywhere)
        self.call("above scale", phases.classify, values)
        self.call("titles: find candidates", title_phase.find_candidates, values, all_are=False)
        self.candidates += int(self.marks[: region.places].sum())
        self.call("titles: decide", title_phase.decide_titles, values, rows=region.decision_rows, **everywhere)
        region.places = self.call("start-ups", phases.found_enterprises, values, rows=region.birth_rows, **everywhere)
        self.call("take stock", phases.take_stock, values, places=region.places)
        region.year += 1

    def run_start(self) -> None:
        """The start of the replicate once more, in parts."""
        region, world = self.region, self.region.world
        values = self.values(0)
        everywhere = {"keys": region.keys, "rows": region.birth_rows}
        self.call("start: inputs", year.draw_inputs, values, priors=world.priors, prior_keys=world.prior_keys)
        self.call("start: tables", year.fill_tables, values)
        chains = {"chain_cumulative": world.chain_cumulative}
        self.call("start: incumbents", population.found_incumbents, values, **everywhere, **chains)
        title_phase.fill_decision_rows(world.start_year, region.key, region.decision_rows)
        self.call("start: titles", title_start.give_titles, values, **everywhere)
        region._begin()


def profile(world: World, repeats: int = REPEATS, replicates: int = REPLICATES) -> dict[str, Any]:
    """Nanoseconds by phase per enterprise-year; the least of the repeats of each replicate, then the mean over replicates."""
    totals: dict[str, float] = {}
    whole = enterprise_years = candidates = 0.0
    equal = True
    for replicate in range(replicates):
        runs, times = [], []
        for _ in range(repeats):
            run = PhaseByPhase(world, replicate)
            run.run_start()
            for _ in range(world.years):
                run.run_year()
            runs.append(run.nanoseconds)
            region = Region(world, 1, replicate)
            region._reserve(2 * region.places + plc.AGES)
            region._begin()
            start = time.perf_counter_ns()
            region._begin()
            for _ in range(world.years):
                region.step()
            times.append(time.perf_counter_ns() - start)
            equal = equal and same_state(run.region, region)
        for name in runs[0]:
            totals[name] = totals.get(name, 0.0) + min(one[name] for one in runs)
        whole += min(times)
        enterprise_years += run.enterprise_years
        candidates += run.candidates
    phases_found = {name: spent / enterprise_years for name, spent in totals.items()}
    # Finding candidates is part of deciding, and was called once more on its own.
    phases_found["titles: decide"] -= phases_found["titles: find candidates"]
    return {
        "results_version": RESULTS_VERSION,
        "enterprises": int(world.priors[inp.PARAMETERS + inp.INDUSTRIAL_ENTERPRISES, 1]),
        "candidates_an_enterprise_year": candidates / enterprise_years,
        "same_state_as_the_engine": equal,
        "nanoseconds_by_phase": phases_found,
        "sum_of_phases": sum(phases_found.values()),
        "whole_replicate": whole / enterprise_years,
    }


def same_state(one: Region, other: Region) -> bool:
    """Whether two replicates stand at the same state, enterprise by enterprise."""
    if one.places != other.places:
        return False
    used = slice(0, one.places)
    pairs = (
        (one.numbers[:, used], other.numbers[:, used]),
        (one.labels[:, used], other.labels[:, used]),
        (one.identities[used], other.identities[used]),
        (one.raw_outcomes, other.raw_outcomes),
    )
    return all(np.array_equal(first, second) for first, second in pairs)


def command_line(replicates: int, cache: str) -> dict[str, float]:
    """Wall-clock and processor seconds of `tuiyan run xihua` with compiled code kept in `cache`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "scenarios.cli",
        "run",
        "xihua",
        "--replicates",
        str(replicates),
        "--seed",
        "1",
        "--json",
    ]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"TUIYAN_CACHE_DIR": cache})
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def command_line_times() -> dict[str, dict[str, float]]:
    """The first run on a machine, and later ones."""
    with tempfile.TemporaryDirectory(prefix="tuiyan-benchmark-") as cache:
        return {
            "first run, 100 replicates": command_line(100, cache),
            "warm, 1 replicate": command_line(1, cache),
            "warm, 100 replicates": command_line(100, cache),
            "warm, 500 replicates": command_line(500, cache),
        }


def as_markdown(found: dict[str, Any]) -> str:
    """The profile as a page to read."""
    whole = found["whole_replicate"]
    lines = [
        "# Where an enterprise-year goes",
        "",
        f"Results version {found['results_version']}; {found['enterprises']:,} enterprises, of which"
        f" {found['candidates_an_enterprise_year']:.0%} a year are judged for titles; the phases end in the engine's own state:"
        f" {'yes' if found['same_state_as_the_engine'] else 'NO'}. Written by `python -m benchmarks.profile --write`.",
        "",
        "| phase | ns an enterprise-year | share |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {spent:.1f} | {spent / whole:.1%} |" for name, spent in found["nanoseconds_by_phase"].items()
    ]
    lines += [
        f"| sum of the phases | {found['sum_of_phases']:.1f} | {found['sum_of_phases'] / whole:.1%} |",
        f"| whole replicate, block by block | {whole:.1f} | {1e3 / whole:.2f} million enterprise-years a second |",
    ]
    if "command_line_seconds" in found:
        lines += ["", "| tuiyan run xihua | wall, s | processor, s |", "|---|---|---|"]
        for name, seconds in found["command_line_seconds"].items():
            lines.append(f"| {name} | {seconds['wall']:.1f} | {seconds['processor']:.1f} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Print the profile, and on request the times of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile")
    parser.add_argument("--enterprises", type=int, default=4000)
    parser.add_argument("--command-line", action="store_true", help="also time tuiyan run, cold and warm")
    parser.add_argument("--write", action="store_true", help="also write benchmarks/results/profile.json and .md")
    chosen = parser.parse_args(arguments)
    found = profile(build_world(county_request(chosen.enterprises)))
    if chosen.command_line:
        found["command_line_seconds"] = command_line_times()
    text = as_markdown(found)
    print(text)
    if chosen.write:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "profile.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
        (RESULTS / "profile.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
