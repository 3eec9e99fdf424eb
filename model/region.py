"""One replicate, opened: a Mesa model over the same columns and the same year as the compiled ensemble."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from model import columns as col
from model import inputs as inp
from model import places as plc
from model import projects as prj
from model import series as ser
from model.enterprise import Enterprise
from model.investment_project import InvestmentProject
from model.outside import add_holders_outside_industry
from model.phases import BLOCK
from model.population import BIRTH_ROWS
from model.randomness.keys import replicate_key
from model.randomness.subbotin import SUBBOTIN_TABLE_SIZE
from model.rules.accounts import FACTS
from model.title_phase import DECISION_ROWS
from model.world import World
from model.year import FEWEST_PROJECTS, advance_year, begin


class RegionIsOverError(RuntimeError):
    """The last simulated year has been run."""


class Region(mesa.Model):  # type: ignore[misc]  # mesa's classes carry no types that mypy reads
    """A county or prefecture in one replicate; `step` runs a year, `agents` shows the enterprises alive, `projects` the funnel.

    All draws are keyed by (seed, replicate, ...); Mesa's own generators are not used.
    """

    numbers: NDArray[np.float64]
    labels: NDArray[np.int16]
    identities: NDArray[np.int64]
    keys: NDArray[np.uint64]
    project_numbers: NDArray[np.float64]
    project_labels: NDArray[np.int16]
    project_identities: NDArray[np.int64]

    def __init__(self, world: World, seed: int = 1, replicate: int = 0) -> None:
        super().__init__(rng=0)
        self.world = world
        self.replicate = replicate
        self.key: Any = np.uint64(replicate_key(np.uint64(seed), replicate))
        self.year = world.start_year
        steps = world.years + 1
        self.inputs = np.empty(world.priors.shape[0])
        self.macro = np.zeros(plc.MACRO)
        self.chains = np.zeros((plc.CHAIN_ROWS, len(world.chain_names)))
        self.zones = np.zeros((plc.ZONE_ROWS, len(world.zone_names)))
        self.criteria = np.empty_like(world.criteria)
        self.cut_offs = np.empty((steps, col.TITLES))
        self.age_tables = np.empty((plc.AGE_TABLES, plc.AGES))
        self.noise_table = np.empty(SUBBOTIN_TABLE_SIZE)
        self.birth_rows = np.empty(BIRTH_ROWS, dtype=np.uint64)
        self.decision_rows = np.empty(DECISION_ROWS, dtype=np.uint64)
        self.facts = np.empty(FACTS)
        self.status_rows = np.empty(col.STATUSES, dtype=np.uint64)
        self.marks = np.empty(BLOCK, dtype=np.int16)
        self.amounts = np.empty((2, BLOCK))
        self.raw_outcomes = np.zeros((steps, len(world.series)))
        self._reserve(FEWEST_PROJECTS)
        self._reserve_projects(FEWEST_PROJECTS)
        places = self._begin()
        while places < 0:
            if places == prj.RUNAWAY:
                raise RuntimeError("the world signs more projects than can be told apart")
            self._reserve(-places)
            self._reserve_projects(2 * self.project_labels.shape[1])
            places = self._begin()
        self.places = places
        self.projects_ended = 0
        self._views: dict[int, Enterprise] = {}
        self._project_views: dict[int, InvestmentProject] = {}
        self._looked_at = world.start_year - 1

    def _reserve(self, places: int) -> None:
        """Make room for so many enterprises, keeping what is there."""
        numbers = np.zeros((col.NUMBERS, places))
        labels = np.zeros((col.LABELS, places), dtype=np.int16)
        identities = np.zeros(places, dtype=np.int64)
        keys = np.zeros(places, dtype=np.uint64)
        if hasattr(self, "numbers"):
            kept = self.numbers.shape[1]
            numbers[:, :kept], labels[:, :kept] = self.numbers, self.labels
            identities[:kept], keys[:kept] = self.identities, self.keys
        self.numbers, self.labels, self.identities, self.keys = numbers, labels, identities, keys

    def _reserve_projects(self, room: int) -> None:
        """Make room for so many investment projects under way, keeping what is there."""
        numbers = np.zeros((prj.PROJECT_NUMBERS, room))
        labels = np.zeros((prj.PROJECT_LABELS, room), dtype=np.int16)
        identities = np.zeros((prj.PROJECT_IDENTITIES, room), dtype=np.int64)
        if hasattr(self, "project_numbers"):
            kept = self.project_numbers.shape[1]
            numbers[:, :kept], labels[:, :kept] = self.project_numbers, self.project_labels
            identities[:, :kept] = self.project_identities
        self.project_numbers, self.project_labels, self.project_identities = numbers, labels, identities

    def _begin(self) -> int:
        arguments = [
            self.key,
            *self.world.fixed_inputs(),
            self.inputs,
            self.macro,
            self.chains,
            self.zones,
            self.criteria,
            self.cut_offs,
            self.age_tables,
            self.noise_table,
            self.birth_rows,
            self.decision_rows,
            self.facts,
            self.marks,
            self.project_numbers,
            self.project_labels,
            self.project_identities,
            self.numbers,
            self.labels,
            self.identities,
            self.keys,
            self.raw_outcomes,
        ]
        return int(begin(*arguments))

    def step(self) -> None:
        """Run the next year."""
        step = self.year - self.world.start_year + 1
        if step > self.world.years:
            raise RegionIsOverError(f"the world ends in {self.year}; nothing after it is simulated")
        # A year founds far fewer than half as many as there are; room before the year keeps the year itself one call.
        yearly = self.inputs[inp.FOUNDING_RATE] * self.inputs[inp.PARAMETERS + inp.INDUSTRIAL_ENTERPRISES]
        needed = self.places + int(3.0 * yearly) + FEWEST_PROJECTS
        signings = self._most_signings(step)
        before = self.projects_kept
        if int(self.macro[plc.PROJECTS]) + signings > self.project_labels.shape[1]:
            self._reserve_projects(2 * (int(self.macro[plc.PROJECTS]) + signings))
        needed += signings
        if needed > self.numbers.shape[1]:
            self._reserve(2 * needed)
        places: int = advance_year(
            self.key,
            step,
            self.places,
            self.world.settings,
            self.world.lines,
            self.world.breaks,
            self.world.increments,
            self.world.remainders,
            self.world.chain_shares,
            self.world.levers,
            self.world.imposed,
            self.inputs,
            self.macro,
            self.chains,
            self.zones,
            self.criteria,
            self.cut_offs,
            self.age_tables,
            self.noise_table,
            self.birth_rows,
            self.decision_rows,
            self.status_rows,
            self.facts,
            self.marks,
            self.amounts,
            self.project_numbers,
            self.project_labels,
            self.project_identities,
            self.numbers,
            self.labels,
            self.identities,
            self.keys,
            self.raw_outcomes[step],
        )
        if places < 0:
            raise RuntimeError(
                f"more start-ups or projects in {self.year + 1} than there can be by the world's own numbers"
            )
        self.places = places
        self.year += 1
        self.projects_ended = before + int(self.raw_outcomes[step, ser.SIGNED_PROJECTS]) - self.projects_kept

    @property
    def projects_kept(self) -> int:
        """Projects that stand in the first columns: those signed, under construction or growing to capacity."""
        return int(self.macro[plc.PROJECTS])

    def _most_signings(self, step: int) -> int:
        """More signings than the next year can well bring: room before the year keeps the year itself one call."""
        usual = self.macro[plc.USUAL_SIGNINGS] * max(self.macro[plc.SIGNING_FACTOR], 1.0)
        imposed = self.world.imposed[step]
        money = max(imposed[plc.IMPOSED_INVESTMENT], imposed[plc.IMPOSED_FUNDS], imposed[plc.IMPOSED_SIGNED_MONEY], 0.0)
        bought = money / (self.inputs[inp.PROJECT_SIZE_FLOOR] * plc.HUNDRED_MILLION)
        asked = max(imposed[plc.IMPOSED_SIGNED_PROJECTS], 0.0) + self.world.levers[step, plc.SIGNINGS].sum()
        # More than the engine lets anybody sign is a failed replicate, and needs no room.
        return int(min(4.0 * (usual + bought + asked), float(prj.MOST_SIGNINGS))) + FEWEST_PROJECTS

    @property
    def outcomes(self) -> NDArray[np.float64]:
        """Outcomes up to the present year, float64[years so far + 1, SERIES], as the ensemble reports them."""
        outcomes = self.raw_outcomes[: self.year - self.world.start_year + 1].copy()
        if self.world.settings[plc.OUTSIDE_INDUSTRY_COUNTED] == 1:
            add_holders_outside_industry(self.key, self.inputs, outcomes)
        return outcomes

    def outcome(self, series: str) -> float:
        """The present year's value of one series."""
        return float(self.outcomes[-1, self.world.series.index(series)])

    @property
    def drawn(self) -> Mapping[str, float]:
        """What this replicate drew: parameters and starting figures by name."""
        return dict(zip(self.world.input_names, self.inputs.tolist(), strict=True))

    @property
    def agents(self) -> mesa.agent.AgentSet:
        """The enterprises alive, as Mesa agents; made or renewed when looked at. Projects stand apart (`projects`)."""
        self._look()
        return self._agents_of(Enterprise)

    @agents.setter
    def agents(self, agents: object) -> None:
        raise AttributeError("agents follow from the region's columns")

    @property
    def projects(self) -> mesa.agent.AgentSet:
        """The investment projects, as Mesa agents: those on their way or growing to capacity, and those that ended this year."""
        self._look()
        return self._agents_of(InvestmentProject)

    def _agents_of(self, kind: type[mesa.Agent]) -> mesa.agent.AgentSet:
        found = self.agents_by_type
        return found[kind] if kind in found else mesa.agent.AgentSet([], random=self.random)

    def _look(self) -> None:
        """Bring the views up to the present year."""
        if not hasattr(self, "_looked_at") or self._looked_at == self.year:
            return
        self._looked_at = self.year
        alive = {
            int(self.identities[place]): int(place) for place in np.flatnonzero(self.labels[col.ALIVE, : self.places])
        }
        for identity in [identity for identity in self._views if identity not in alive]:
            self._views.pop(identity).remove()
        for identity, place in alive.items():
            view = self._views.get(identity)
            if view is None:
                self._views[identity] = Enterprise(self, place)
            else:
                view.place = place
        self._look_at_projects()

    def _look_at_projects(self) -> None:
        """Bring the views of projects up to the present year; their columns move as others leave."""
        shown = self.projects_kept + self.projects_ended
        places = {int(number): place for place, number in enumerate(self.project_identities[prj.OWN, :shown])}
        for number in [number for number in self._project_views if number not in places]:
            self._project_views.pop(number).remove()
        for number, place in places.items():
            view = self._project_views.get(number)
            if view is None:
                self._project_views[number] = InvestmentProject(self, place)
            else:
                view.place = place

    def project(self, number: int) -> InvestmentProject | None:
        """The investment project of a number (`identity.project_number`), or None where it is not (or no longer) there."""
        self._look()
        return self._project_views.get(number)

    def enterprise(self, identity: int) -> Enterprise | None:
        """The enterprise of an identity, or None where it is not (or no longer) there."""
        self._look()
        return self._views.get(identity)
