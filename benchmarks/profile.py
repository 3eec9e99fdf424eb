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
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.worlds import ABOVE_SCALE, START_YEAR, YEARS, county_request
from model import (
    adoption_phase,
    attraction_phase,
    economy_phase,
    investment_phase,
    opening,
    phases,
    population,
    title_phase,
    title_start,
)
from model import columns as col
from model import inputs as inp
from model import places as plc
from model import series as ser
from model.adoption_phase import fill_status_rows
from model.build import WorldRequest, build_world
from model.ensemble import simulate
from model.randomness import keys as key
from model.randomness import purposes as purpose
from model.randomness.arithmetic import log
from model.region import Region
from model.version import RESULTS_VERSION
from model.world import World
from model.year import FEWEST_PROJECTS

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
        make_room(self.region)
        self.nanoseconds: dict[str, float] = {}
        self.enterprise_years = self.candidates = 0
        room = self.region.numbers.shape[1]
        self.marks = np.empty(room, dtype=np.int16)
        self.amounts = np.empty((2, room))

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
            "zone_shares": world.zone_shares,
            "zone_base": ser.SERIES + len(world.chain_names) * ser.CHAIN_SERIES,
            "levers": world.levers[step],
            "imposed": world.imposed[step],
            "chains": region.chains,
            "zones": region.zones,
            "projects": int(region.macro[plc.PROJECTS]),
            "project_numbers": region.project_numbers,
            "project_labels": region.project_labels,
            "project_identities": region.project_identities,
            "before_start": False,
            "starts": False,
            "break_year": world.settings[plc.CENSUS_BREAK_YEAR],
            "region": len(world.chain_names),
            "block": phases.BLOCK,
            "depreciation": region.inputs[inp.DEPRECIATION_RATE],
            "wanted": self.amounts[0],
            "invested": self.amounts[0, :places],
            "upgraded": self.amounts[1, :places],
            "inputs": region.inputs,
            "macro": region.macro,
            "chain_terms": region.chains[plc.GROWTH_TERM],
            "chain_lifts": region.chains[plc.RESEARCH_LIFT],
            "ramp_by_age": region.age_tables[plc.RAMP_BY_AGE],
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
        fill_status_rows(values["year"], region.key, region.status_rows)
        self.call("macro and chains", phases.move_macro, values)
        self.call("macro and chains", economy_phase.prepare_year, values)
        self.call("attraction: imposed", investment_phase.place_imposed, values)
        self.attract(step, values)
        values["projects"] = int(region.macro[plc.PROJECTS])
        everywhere = {"keys": region.keys}
        self.call("investment", investment_phase.scale_incumbents, values)
        self.call("upgrading", investment_phase.allot_upgrades, values)
        self.call("investment", investment_phase.clear_investment, values)
        for account in ("revenue", "research_intensity"):
            back = {f"back_{years}": values[f"{account}_{years}"] for years in (1, 2, 3)}
            self.call("move accounts back", phases.move_back, values, now=values[account], **back)
        factor = region.macro[plc.INVESTMENT_FACTOR]
        self.call("investment", investment_phase.want_of_block, values, factor=factor)
        self.call("upgrading", investment_phase.upgrade, values, **everywhere)
        self.call("capital", investment_phase.renew_capital, values)
        self.call("investment: sums", investment_phase.add_investment, values)
        self.call("growth", phases.grow, values, row=self.row(step, purpose.GROWTH_NOISE))
        self.call("research", phases.do_research, values, row=self.row(step, purpose.RESEARCH_NOISE))
        self.call("patents", phases.file_patents, values, row=self.row(step, purpose.PATENTS))
        self.call("closures: who", phases.mark_closures, values, row=self.row(step, purpose.EXIT))
        self.call("closures: out", phases.close_marked, values, **everywhere)
        self.call("above scale", phases.classify, values)
        self.call("titles: find candidates", title_phase.find_candidates, values, all_are=False)
        self.candidates += int(self.marks[: region.places].sum())
        self.call("titles: decide", title_phase.decide_titles, values, rows=region.decision_rows, **everywhere)
        self.call("statuses", adoption_phase.adopt, values, rows=region.status_rows, **everywhere)
        region.places = self.call("start-ups", phases.found_enterprises, values, rows=region.birth_rows, **everywhere)
        self.call("take stock", phases.take_stock, values, places=region.places)
        self.call("books", economy_phase.count_places, values, places=region.places)
        self.call("books", economy_phase.close_books, values)
        region.year += 1

    def attract(self, step: int, values: dict[str, Any]) -> None:
        """The year's projects: land, signing, and how all advance."""
        region = self.region
        if region.world.settings[plc.ATTRACTION] == 0:
            return
        room = int(region.macro[plc.PROJECTS]) + region._most_signings(step)
        if room > region.project_labels.shape[1]:
            region._reserve_projects(2 * room)
        own = {name: getattr(region, name) for name in ("project_numbers", "project_labels", "project_identities")}
        columns = {name.removeprefix("project_"): array for name, array in own.items()}
        self.call("attraction: signing", attraction_phase.supply_land, values)
        projects = self.call(
            "attraction: signing", attraction_phase.sign_projects, values | columns, first=values["projects"]
        )
        advancing = own | {"projects": projects, "keys": region.keys}
        left = self.call("attraction: projects", attraction_phase.advance_projects, values, **advancing)
        region.macro[plc.PROJECTS] = float(left)

    def drawing(self) -> dict[str, Any]:
        """What inputs are drawn from."""
        world = self.region.world
        return {
            "priors": world.priors,
            "prior_keys": world.prior_keys,
            "particle_weights": world.particles.weights,
            "particle_places": world.particles.places,
            "particles": world.particles.values,
        }

    def run_start(self) -> None:
        """The start of the replicate once more, in parts."""
        region, world = self.region, self.region.world
        values = self.values(0)
        everywhere = {"keys": region.keys, "rows": region.birth_rows}
        self.call("start: inputs", opening.draw_inputs, values, **self.drawing())
        self.call("start: tables", opening.fill_tables, values)
        pipeline = {"levers": world.levers, "outcome": np.zeros(len(world.series)), "keys": region.keys}
        self.call("start: projects", opening.fill_pipeline, values, **pipeline)
        self.call("start: incumbents", population.found_incumbents, values, **everywhere)
        title_phase.fill_decision_rows(world.start_year, region.key, region.decision_rows)
        self.call("start: titles", title_start.give_titles, values, **everywhere)
        self.call("start: statuses", adoption_phase.give_statuses, values, **everywhere)
        region._begin()


def make_room(region: Region) -> None:
    """Room for the whole run and more, so that no year of it makes room."""
    region._reserve(8 * region.places + 16 * FEWEST_PROJECTS)
    region._reserve_projects(4 * region.places + 16 * FEWEST_PROJECTS)
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
            make_room(region)
            # A whole replicate is long enough to be interrupted: only its own processor time counts.
            start = time.process_time_ns()
            region._begin()
            for _ in range(world.years):
                region.step()
            times.append(time.process_time_ns() - start)
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


def without_mechanisms(enterprises: int) -> dict[str, WorldRequest]:
    """The timed county as it is, and with one mechanism after another off; the last ones switch something on."""
    whole = county_request(enterprises)
    investment = 2000.0 * enterprises * ABOVE_SCALE
    return {
        "as it is": whole,
        "without attraction": replace(whole, attraction=False),
        "without levers": replace(whole, levers={}),
        "without named chains": replace(whole, chains={}),
        "without named zones": replace(whole, zones={}),
        "without holders outside industry": replace(whole, outside_industry_counted=False),
        "without cut-offs": replace(whole, binding_cut_offs=False),
        "with investment imposed": replace(whole, imposed={"investment": [(START_YEAR + 1, 9999, investment)]}),
    }


def cost_of_mechanisms(enterprises: int, rounds: int = 9) -> dict[str, float]:
    """Nanoseconds an enterprise-year with each mechanism off: the least of interleaved rounds, in processor time."""
    worlds = {name: build_world(request) for name, request in without_mechanisms(enterprises).items()}
    replicates = max(2, 200_000 // (enterprises * YEARS))
    found: dict[str, list[float]] = {name: [] for name in worlds}
    for number in range(rounds + 1):
        for name, world in worlds.items():
            start = time.process_time_ns()
            ensemble = simulate(world, 1 + number, replicates, threads=1)
            spent = time.process_time_ns() - start
            alive = float(ensemble.values[:, 1:, world.series.index("enterprises")].sum())
            if number > 0:
                found[name].append(spent / alive)
    return {name: min(values) for name, values in found.items()}


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
    if "nanoseconds_without" in found:
        lines += ["", "| the engine, start included | ns an enterprise-year | against as it is |", "|---|---|---|"]
        base = found["nanoseconds_without"]["as it is"]
        for name, spent in found["nanoseconds_without"].items():
            lines.append(f"| {name} | {spent:.1f} | {spent / base - 1.0:+.1%} |")
        lines += [
            "",
            "On a busy machine two runs of the same world differ by 5 to 10%: what lies within that is no difference.",
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
    found["nanoseconds_without"] = cost_of_mechanisms(chosen.enterprises)
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
