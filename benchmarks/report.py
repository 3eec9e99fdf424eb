"""The measured speeds as a page to read."""

from __future__ import annotations

from typing import Any, Final

ASKED_OVER_PLAIN: Final = 100.0
ASKED_OF_FLOOR: Final = 0.4
ASKED_ON_TWO_CORES: Final = 1.7
ASKED_BYTES: Final = 250.0


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def of_spread(found: dict[str, float]) -> str:
    """Median and extremes."""
    if found["low"] == found["high"]:
        return number(found["median"])
    return f"{number(found['median'])} ({number(found['low'])} to {number(found['high'])})"


def reached(holds: bool) -> str:
    """Whether what was asked for is reached."""
    return "reached" if holds else "not reached"


def two_cores_verdict(gain: dict[str, float], busy: float) -> str:
    """A gain of wall-clock time says nothing where other work holds the second core."""
    if gain["median"] < ASKED_ON_TWO_CORES and busy >= 1.0:
        return f"cannot be told here: other work kept {busy:.1f} cores busy"
    return reached(gain["median"] >= ASKED_ON_TWO_CORES)


def as_markdown(found: dict[str, Any]) -> str:
    """A table a question: speed by size, ratios, two cores, memory."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    lines = [
        "# Speed of the engine beside plain Mesa and the floor loop",
        "",
        f"Results version {found['results_version']}; {versions}; {found['cores']} cores, of which other work kept"
        f" {found['others_at_work']:.1f} busy at the start. Written by `python -m benchmarks.speed`.",
        "",
        "Median over interleaved rounds (least to most). Only ratios can be compared between machines.",
        "",
        "## Million enterprise-years a second, one core (processor time, start of the replicate included)",
        "",
        "| enterprises | rounds | " + " | ".join(_subjects(found)) + " | engine, ns an enterprise-year |",
        "|---" * (3 + len(_subjects(found))) + "|",
    ]
    for size in found["sizes"]:
        speeds = size["million_enterprise_years_a_second"]
        cells = [of_spread(speeds[name]) if name in speeds else "-" for name in _subjects(found)]
        lines.append(
            f"| {size['enterprises']:,} | {size['rounds']} | "
            + " | ".join(cells)
            + f" | {size['engine_nanoseconds']:.0f} |"
        )
    lines += [
        "",
        "## Ratios within rounds",
        "",
        "| enterprises | engine over plain Mesa | engine over floor |",
        "|---|---|---|",
    ]
    for size in found["sizes"]:
        plain = of_spread(size["engine_over_plain"]) if "engine_over_plain" in size else "-"
        lines.append(f"| {size['enterprises']:,} | {plain} | {of_spread(size['engine_over_floor'])} |")
    lines += _asked(found)
    if "memory" in found:
        lines += _memory(found["memory"])
    return "\n".join(lines) + "\n"


def _asked(found: dict[str, Any]) -> list[str]:
    first, gain = found["sizes"][0], found["two_cores"]["gain"]
    over_plain = first.get("engine_over_plain", {"median": float("nan")})["median"]
    of_floor = first["engine_over_floor"]["median"]
    costs = [size["engine_nanoseconds"] for size in found["sizes"]]
    draws = found["draws_an_enterprise_year"]
    floor_speed = first["million_enterprise_years_a_second"]["floor"]["median"]
    busy = found["others_at_work"] or 0.0
    rows = [
        (f"at least {ASKED_OVER_PLAIN:.0f} times plain Mesa", number(over_plain), over_plain >= ASKED_OVER_PLAIN),
        (f"at least {ASKED_OF_FLOOR:.0%} of the floor", f"{of_floor:.0%}", of_floor >= ASKED_OF_FLOOR),
    ]
    return [
        "",
        f"The faster plain variant at {first['enterprises']:,} enterprises is: {first.get('faster_plain', '-')}. An"
        f" enterprise-year makes {draws:.2f} draws (its share of births included), so the floor makes"
        f" {draws * floor_speed:.0f} million draws a second. (Figures of the design, on a toy rule set of 4 to 6 draws and"
        " another host: compiled blocks 16, AVX-512 by hand 38 million enterprise-years a second.)",
        "",
        "## What was asked for",
        "",
        "| asked | measured | |",
        "|---|---|---|",
        *(f"| {asked} | {measured} | {reached(holds)} |" for asked, measured, holds in rows),
        f"| at least {ASKED_ON_TWO_CORES} times on two cores | {of_spread(gain)} | {two_cores_verdict(gain, busy)} |",
        f"| cost linear in enterprises | dearest size over cheapest {max(costs) / min(costs):.2f} | |",
    ]


def _subjects(found: dict[str, Any]) -> list[str]:
    return list(found["sizes"][0]["million_enterprise_years_a_second"])


def _memory(memory: dict[str, Any]) -> list[str]:
    largest = max(memory["engine"].values())
    grown = memory["beside_outcomes_512_replicates"] - memory["beside_outcomes_32_replicates"]
    lines = [
        f"| at most {ASKED_BYTES:.0f} bytes an enterprise alive | {largest:.0f} | {reached(largest <= ASKED_BYTES)} |",
        f"| memory flat in replicates | 32 to 512 replicates add {grown / 1e6:.2f} MB beside the outcomes kept | |",
        "",
        f"Bytes an enterprise alive: its columns take {memory['column_bytes']}; in use while simulating, engine: "
        + ", ".join(f"{value:.0f} at {int(size):,}" for size, value in memory["engine"].items())
        + "; plain Mesa: "
        + ", ".join(f"{value:,.0f} at {int(size):,}" for size, value in memory["plain"].items())
        + ".",
    ]
    return lines
