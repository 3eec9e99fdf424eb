"""From the slider's submit to new verdicts on screen, for 西华 with 500 replicates; and many sessions at once.

    python -m benchmarks.explorer [--rounds 20] [--sessions 20] [--short]

Every round asks a question that nobody has asked before. A browser measures from the click to the rough and to the full
verdicts on screen; the shares of model, charts and Streamlit are measured in one process, headless, on further new questions:
what Streamlit and the browser add is the rest. Writes nothing but what it prints.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

REPLICATES = 500
LEVER = "research_support"


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Give median and 95th percentile of some durations."""
    ordered = sorted(seconds)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))], 3),
        "rounds": len(ordered),
    }


def question(number: int) -> Any:
    """Ask something that no other number asks."""
    from explorer.link import default_scenario
    from scenarios.schema.scenario import Lever

    lever = Lever(start=2024, end=2035, intensity=round(0.05 + 0.000_01 * number, 6))
    return default_scenario("xihua").model_copy(update={"levers": {LEVER: lever}, "replicates": REPLICATES})


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give the seconds that some work takes, and what it gives."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def shares(rounds: int) -> dict[str, Any]:
    """Measure what a new question costs by itself: model, judging, tables and charts."""
    from charts.fan import fan_chart
    from charts.scorecard import scorecard_bars
    from explorer.components.pictures import enlarged
    from explorer.computing import Service
    from explorer.link import default_scenario
    from scenarios.loaded import complete
    from scenarios.tables import main_targets, paired_scorecard, scorecard, target_marks, target_quantiles

    service = Service()
    base_ticket = service.ask(complete(default_scenario("xihua")), 1, REPLICATES)
    base_ticket.wait(REPLICATES, 600)
    base = base_ticket.result()
    assert base is not None
    found: dict[str, list[float]] = {name: [] for name in ("load", "rough", "model", "judge", "tables", "charts")}

    def measure(scenario: Any) -> None:
        seconds, loaded = timed(lambda: complete(scenario))
        found["load"].append(seconds + timed(lambda: loaded.hash)[0])
        began = time.perf_counter()
        ticket = service.ask(loaded, 1, REPLICATES)
        ticket.wait(100, 600)
        found["rough"].append(time.perf_counter() - began)
        ticket.wait(REPLICATES, 600)
        found["model"].append(time.perf_counter() - began)
        result = ticket.result()
        assert result is not None and base is not None
        found["judge"].append(timed(lambda: (result.answers, result.joint))[0])
        names = main_targets(result)[:2]
        began = time.perf_counter()
        score, quantiles, marks = scorecard(result), target_quantiles(result, names), target_marks(result, names)
        paired_scorecard(base, result)
        found["tables"].append(time.perf_counter() - began)
        began = time.perf_counter()
        enlarged(scorecard_bars(score))
        enlarged(fan_chart(quantiles, marks))
        found["charts"].append(time.perf_counter() - began)

    for number in range(rounds):
        measure(question(10_000 + number))
    return {name: quantiles(seconds) for name, seconds in found.items()}


def on_screen(rounds: int) -> dict[str, Any]:
    """Measure in the browser from the click to the first and to the full verdicts on screen."""
    from tests.browser.serving import browsing, serving, watched

    rough: list[float] = []
    full: list[float] = []
    with serving() as server, tempfile.TemporaryDirectory() as folder, browsing(Path(folder)) as browser:
        page = watched(browser, server)
        page.open("/lab?plan=xihua")
        page.page.wait_for_timeout(3_000)
        page.settle()
        for _ in range(rounds):
            thumb = page.page.locator('[data-testid="stForm"] input[type="range"]').first
            thumb.focus()
            page.page.keyboard.press("ArrowRight")
            before = page.page.url
            began = time.perf_counter()
            page.page.locator('[data-testid="stFormSubmitButton"] button').click()
            page.page.wait_for_function("before => location.href !== before", arg=before, timeout=120_000)
            letters = page.page.url
            # The stamp at the foot of the page holds the new question's hash and the replicates behind the verdicts.
            page.page.wait_for_function(STAMPED, arg=[stamp_of(letters), 1], timeout=300_000)
            rough.append(time.perf_counter() - began)
            page.page.wait_for_function(STAMPED, arg=[stamp_of(letters), REPLICATES], timeout=300_000)
            full.append(time.perf_counter() - began)
            page.settle()
    return {"rough on screen": quantiles(rough), "full on screen": quantiles(full)}


STAMPED = """([hash, least]) => [...document.querySelectorAll('[data-testid="stCaptionContainer"]')].some(e => {
  const t = e.innerText; const m = t.match(/重复 (\\d+) 次/); return t.includes(hash) && m && Number(m[1]) >= least;
})"""


def stamp_of(url: str) -> str:
    """Give the beginning of the hash of the question in a link."""
    from urllib.parse import parse_qs, urlsplit

    from explorer.link import decode
    from scenarios.loaded import complete

    params = parse_qs(urlsplit(url).query)
    return complete(decode(params["plan"][0], params.get("s", [""])[0])).hash[:12]


def at_once(sessions: int) -> dict[str, Any]:
    """Measure so many pages that each ask a new question of one running explorer at the same moment.

    The pages are the browser's end of the connection only: what a browser draws, it draws on its reader's own machine.
    """
    from tests.browser.serving import serving

    with serving() as server:
        asyncio.run(_pages(server.port, [question(19_999)]))  # the first answer of a process waits for its compilation
        found = asyncio.run(_pages(server.port, [question(20_000 + number) for number in range(sessions)]))
    rough, full = zip(*found, strict=True)
    return {"sessions": sessions, "rough": quantiles(rough), "full": quantiles(full)}


async def _pages(port: int, asked: Sequence[Any]) -> list[tuple[float, float]]:
    return list(await asyncio.gather(*(_page(port, one) for one in asked)))


async def _page(port: int, asked: Any) -> tuple[float, float]:
    """Open a page by its link; give the seconds until it has been sent its first and its full verdicts."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from websockets.asyncio.client import connect

    from explorer.link import encode
    from scenarios.loaded import complete

    stamp = complete(asked).hash[:12].encode()
    message = BackMsg()
    message.rerun_script.query_string = f"plan={asked.plan}&s={encode(asked)}"
    address = f"ws://localhost:{port}/_stcore/stream"
    rough = 0.0
    async with connect(address, subprotocols=["streamlit"], max_size=None, proxy=None) as connection:  # type: ignore[list-item]
        began = time.perf_counter()
        await connection.send(message.SerializeToString())
        async for sent in connection:
            content = sent if isinstance(sent, bytes) else sent.encode()
            counted = COUNTED.search(content) if stamp in content else None
            if counted:
                rough = rough or time.perf_counter() - began
                if int(counted.group(1)) >= REPLICATES:
                    return rough, time.perf_counter() - began
    raise RuntimeError("the explorer closed the connection before it had answered")


COUNTED = re.compile("重复 (\\d+) 次".encode())
"""What the stamp at the foot of a page says of its replicates."""


def main() -> None:
    """Measure, and print one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--short", action="store_true", help="3 rounds and 3 sessions")
    chosen = parser.parse_args()
    rounds, sessions = (3, 3) if chosen.short else (chosen.rounds, chosen.sessions)
    found = {
        "replicates": REPLICATES,
        "shares": shares(rounds),
        "browser": on_screen(rounds),
        "at once": at_once(sessions),
    }
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
