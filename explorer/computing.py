"""One place in the process where questions are simulated: each once, whoever asks, rough answers first.

Sessions ask through tickets. Questions are worked on in turns of one batch, the one with the fewest replicates first, so
that with many users everybody has a rough answer before anybody has a full one; then a question rests while pages draw that
rough answer, because drawing and simulating at once would make the reader wait for both. What was simulated is kept in a bounded
store by scenario hash and seed; more replicates go on from there. A question that nobody waits for any more is laid aside,
and what was simulated of it is kept. Results of private data (a ledger) live in a store of their own session.
"""

from __future__ import annotations

import atexit
import gc
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from scenarios.collecting import Collected
from scenarios.engine import Engine
from scenarios.loaded import LoadedScenario
from scenarios.result import RunResult
from scenarios.run import BATCH, CancelledError, run

ROUGH = 100
"""Replicates from which on a first answer is shown, marked as rough."""
REST = 1.0
"""Seconds for which a question rests at most while pages draw its rough answer."""
STORE_BYTES = 256_000_000
STORE_ENTRIES = 64
PATIENCE = 3.0
"""Seconds for which a question without a waiting session is still worked on: a page change asks again within that."""

Key = tuple[str, int]


@dataclass(eq=False)
class Entry:
    """One question under way or answered: what has been simulated of it, and who waits."""

    key: Key
    loaded: LoadedScenario
    collected: Collected = field(default_factory=Collected)
    wanted: int = 0
    watchers: set[int] = field(default_factory=set)
    drawers: set[int] = field(default_factory=set)
    """Those of the watchers who have yet to draw the rough answer."""
    rests_until: float = 0.0
    left_at: float = -PATIENCE
    error: BaseException | None = None
    arrival: int = 0

    @property
    def done(self) -> int:
        """Replicates simulated so far."""
        return self.collected.total

    @property
    def bytes(self) -> int:
        """About what the simulated replicates take in memory."""
        collected = self.collected
        numbers = len(collected.years) * len(collected.series) + len(collected.input_names)
        return 8 * numbers * max(collected.total, self.wanted)

    def resting(self) -> float:
        """Give the seconds for which the question still rests, 0 where it can go on."""
        return max(0.0, self.rests_until - time.monotonic()) if self.drawers else 0.0

    def abandoned(self) -> bool:
        """Tell whether nobody has waited for a while."""
        return not self.watchers and time.monotonic() - self.left_at > PATIENCE


class Store:
    """Entries by key, the least recently asked dropped first where they take too much room; those awaited stay."""

    def __init__(self, most_bytes: int = STORE_BYTES, most_entries: int = STORE_ENTRIES) -> None:
        self.most_bytes, self.most_entries = most_bytes, most_entries
        self.entries: OrderedDict[Key, Entry] = OrderedDict()

    def entry(self, key: Key, loaded: LoadedScenario) -> Entry:
        """Find or make the entry of a question; the caller holds the service's lock."""
        found = self.entries.get(key)
        if found is None or found.error is not None:
            found = self.entries[key] = Entry(key, loaded)
        self.entries.move_to_end(key)
        self._make_room()
        return found

    def _make_room(self) -> None:
        newest = next(reversed(self.entries), None)
        for key in list(self.entries):
            total = sum(entry.bytes for entry in self.entries.values())
            if total <= self.most_bytes and len(self.entries) <= self.most_entries:
                return
            if key != newest and not self.entries[key].watchers:
                del self.entries[key]


class Ticket:
    """One session's claim on a question; leave it when the answer is no longer wanted."""

    def __init__(self, service: Service, entry: Entry, loaded: LoadedScenario, seed: int, replicates: int) -> None:
        self._service, self._entry, self._loaded = service, entry, loaded
        self.seed, self.replicates = seed, replicates

    @property
    def done(self) -> int:
        """Replicates ready, of those asked for."""
        return min(self._entry.done, self.replicates)

    @property
    def finished(self) -> bool:
        """Tell whether every replicate asked for is ready."""
        return self._entry.done >= self.replicates

    @property
    def error(self) -> BaseException | None:
        """Give what went wrong, if anything did."""
        return self._entry.error

    def result(self, replicates: int | None = None) -> RunResult | None:
        """Give the answer that the replicates ready allow, None before the first; said in the asking session's own words."""
        done = self.done if replicates is None else min(replicates, self.done)
        if done == 0:
            return None
        samples = self._entry.collected.samples(done)
        return RunResult(self._loaded, self.seed, samples, _version(), done < self.replicates)

    def wait(self, least: int, seconds: float) -> bool:
        """Wait until at least so many replicates are ready, or an error; False where the time ran out."""
        return self._service.wait_for(self._entry, min(least, self.replicates), seconds)

    def drawn(self) -> None:
        """Say that the page has drawn the rough answer, so that the question need not rest any longer."""
        self._service.drawn(self._entry, self)

    def leave(self) -> None:
        """Wait no longer."""
        self._service.leave(self._entry, self)


class Service:
    """Simulates questions in one background thread, which uses every core of the machine through the engine's own threads."""

    def __init__(
        self,
        engine: Callable[[], Engine] | None = None,
        threads: int | None = None,
        answered_once: Callable[[], None] | None = None,
    ) -> None:
        self.shared = Store()
        self.simulated = 0
        """Replicates simulated since the start; what was asked before adds nothing."""
        self._make_engine = engine or _compiled
        self._threads = threads or os.cpu_count() or 1
        self._answered_once = answered_once
        self._changed = threading.Condition()
        self._queue: list[Entry] = []
        self._thread: threading.Thread | None = None
        self._arrivals = 0

    def ask(
        self,
        loaded: LoadedScenario,
        seed: int,
        replicates: int,
        *,
        store: Store | None = None,
        go_on: bool = True,
        draws: bool = False,
    ) -> Ticket:
        """Ask for the answer of a scenario; `store` is the session's own where the question holds private data.

        Without `go_on` nothing more is simulated than has been, and at once, unless someone else waits for it. With `draws`
        the question rests after its rough answer until the ticket is `drawn`.
        """
        key = loaded.hash, seed
        with self._changed:
            entry = (self.shared if store is None else store).entry(key, loaded)
            ticket = Ticket(self, entry, loaded, seed, replicates)
            if not go_on and not entry.watchers:
                entry.left_at = -PATIENCE
            if go_on and entry.done < replicates:
                entry.wanted = max(entry.wanted, replicates)
                entry.watchers.add(id(ticket))
                if draws and entry.done < ROUGH:
                    entry.drawers.add(id(ticket))
                if entry not in self._queue:
                    self._arrivals += 1
                    entry.arrival = self._arrivals
                    self._queue.append(entry)
                self._start()
                self._changed.notify_all()
        return ticket

    def drawn(self, entry: Entry, ticket: Ticket) -> None:
        """Take a session off those who draw the rough answer."""
        with self._changed:
            entry.drawers.discard(id(ticket))
            self._changed.notify_all()

    def leave(self, entry: Entry, ticket: Ticket) -> None:
        """Take a session off those who wait."""
        with self._changed:
            entry.watchers.discard(id(ticket))
            entry.drawers.discard(id(ticket))
            if not entry.watchers:
                entry.left_at = time.monotonic()
            self._changed.notify_all()

    def wait_for(self, entry: Entry, least: int, seconds: float) -> bool:
        """Wait until an entry has so many replicates or an error."""
        with self._changed:
            return self._changed.wait_for(lambda: entry.done >= least or entry.error is not None, seconds)

    @property
    def waiting(self) -> int:
        """Questions under way."""
        with self._changed:
            return len(self._queue)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="tuiyan-explorer", daemon=True)
            self._thread.start()

    def _next(self) -> Entry:
        """Take the question with the fewest replicates, the one asked first among equals; waits until one can go on."""
        with self._changed:
            while True:
                self._queue = [
                    entry
                    for entry in self._queue
                    if entry.done < entry.wanted and entry.error is None and not entry.abandoned()
                ]
                ready = [entry for entry in self._queue if not entry.resting()]
                if ready:
                    return min(ready, key=lambda entry: (entry.done, entry.arrival))
                self._changed.wait(min((entry.resting() for entry in self._queue), default=None))

    def _work(self) -> None:
        engines: OrderedDict[int, Engine] = OrderedDict()
        while True:
            entry = self._next()
            try:
                self._step(entry, engines)
            except CancelledError:
                pass
            except BaseException as error:  # shown to whoever asked; the thread goes on with the others
                entry.error = error
            with self._changed:
                self._changed.notify_all()

    def _step(self, entry: Entry, engines: OrderedDict[int, Engine]) -> None:
        """Simulate one batch of a question. Each question keeps its engine, which holds its world, while it is worked on."""
        engine = engines.get(id(entry))
        if engine is None:
            engine = engines[id(entry)] = self._make_engine()
            while len(engines) > STORE_ENTRIES:
                engines.popitem(last=False)
        before = entry.done
        run(
            entry.loaded,
            min(entry.wanted, ROUGH if before < ROUGH else before + BATCH),
            entry.key[1],
            self._threads,
            cancel=entry.abandoned,
            engine=engine,
            collected=entry.collected,
        )
        self.simulated += entry.done - before
        if before < ROUGH <= entry.done:
            entry.rests_until = time.monotonic() + REST
        if entry.done >= entry.wanted:
            engines.pop(id(entry), None)
            if self._answered_once is not None:
                self._answered_once()
                self._answered_once = None


@cache
def service() -> Service:
    """Give the one service of this process."""
    return Service(answered_once=_keep_what_is_loaded)


def _keep_what_is_loaded() -> None:
    """Take what the process has loaded by now out of the collector's rounds.

    Streamlit has Python look for garbage after every run of a script. With compiler, charts and tables loaded that holds
    all sessions up for a quarter of a second each time, though nothing of it ever becomes garbage. At the end it goes the
    usual way, for libraries that count what is left over.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


def _compiled() -> Engine:
    from scenarios.engine import compiled_engine

    return compiled_engine()


def _version() -> str:
    from model.version import RESULTS_VERSION

    return str(RESULTS_VERSION)
