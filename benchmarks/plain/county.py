"""The county as a Mesa model: its economy, its enterprises, its year."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from typing import Literal

import mesa

from benchmarks.plain import capital, collecting, economy, ladder, projects, statuses
from benchmarks.plain.conditions import TITLE_NAMES, Conditions
from benchmarks.plain.draws import CountingDraws, Draws, KeyedDraws, StreamDraws
from benchmarks.plain.first_holders import give_first_titles
from benchmarks.plain.founding import found_by_projects, found_incumbents, found_start_ups
from benchmarks.plain.manufacturer import Manufacturer
from model import places
from model.randomness import keys, purposes
from model.world import World

Collection = Literal["one_pass", "data_collector"]


class County(mesa.Model):  # type: ignore[misc]  # mesa's classes carry no types that mypy reads
    """One replicate of a county in plain Mesa. Make one with `keyed` or `streamed`; `step` runs a year."""

    def __init__(
        self,
        world: World,
        draws: Draws | None,
        rng: int,
        collection: Collection = "one_pass",
        judges_everyone: bool = False,
    ) -> None:
        super().__init__(rng=rng)
        self.draws: Draws = StreamDraws(self.rng) if draws is None else draws
        self.judges_everyone = judges_everyone
        self.conditions = Conditions(world, self.draws)
        self.year = world.start_year
        self.own_key = self.draws.entity(keys.KIND_WORLD, 0)
        p, draws = self.conditions.parameters, self.draws
        self.producer_price: float = p.producer_price_mean
        self.niche_market = self.last_niche_market = 1.0
        self.region_shock = 0.0
        self.usual_growth = self.revenue_at_start = 0.0
        self.signing_factor = self.signing_growth = self.investment_factor = 1.0
        self.incumbent_investment = self.upgrade_spending = 0.0
        # What a project founded grows by in its second and third year, beyond everyone's growth.
        self.ramp = {
            1: draws.log(p.capacity_ramp_second / p.capacity_ramp_first),
            2: -draws.log(p.capacity_ramp_second),
        }
        self.chains = [economy.Chain(self, chain) for chain in range(len(world.chain_names))]
        self.zones = [economy.Zone(self, zone) for zone in range(len(world.zone_names))]
        self.projects: list[projects.Project] = []
        self.before_start = False
        # Enterprises in the order of places: who closes leaves a gap, which the last of the newly founded fills. Sums over
        # enterprises run in this order, so that they are the same to the last bit whoever adds them up.
        self.roll: list[Manufacturer | None] = []
        self.by_identity: dict[int, Manufacturer] = {}
        self.flows: defaultdict[str, float] = defaultdict(float)
        self.open_the_year(0)
        projects.begin_attraction(self)
        projects.fill_pipeline(self)
        found_incumbents(self)
        projects.settle_recent(self)
        give_first_titles(self)
        for enterprise in self.standing():
            statuses.give_first_statuses(enterprise)
        self.records: list[collecting.Record] = []
        collects = collection == "data_collector"
        self.data_collector = mesa.DataCollector(model_reporters=collecting.reporters(world)) if collects else None
        self.collect()

    @classmethod
    def keyed(
        cls, world: World, seed: int, replicate: int, *, counting: bool = False, judges_everyone: bool = True
    ) -> County:
        """A county that draws by key, as the engine does; everyone is judged, also who has nothing to show."""
        draws = CountingDraws(seed, replicate) if counting else KeyedDraws(seed, replicate)
        return cls(world, draws, rng=0, judges_everyone=judges_everyone)

    @classmethod
    def streamed(cls, world: World, seed: int, collection: Collection) -> County:
        """A county as a modeller would write it: `model.rng` and the library's mathematics."""
        return cls(world, None, rng=seed, collection=collection)

    def step(self) -> None:
        """One year."""
        self.year += 1
        self.open_the_year(self.year - self.conditions.start_year)
        self.move_the_economy()
        capital.plan_imposed_investment(self)
        if self.conditions.attracts:
            for zone in self.zones:
                zone.land_left += zone.land_a_year * (1.0 + self.levers[places.LAND][-1])
            projects.sign_projects(self)
            projects.advance_projects(self)
        capital.allot_upgrades(self)
        capital.decide_on_upgrading(self)
        capital.scale_incumbents(self)
        enterprises = self.agents_by_type[Manufacturer]
        enterprises.do("invest")
        capital.sum_investment(self)
        enterprises.do("live_through_the_year")
        self.admit_newly_founded()
        self.collect()

    def standing(self) -> list[Manufacturer]:
        """The enterprises there are."""
        return [enterprise for enterprise in self.roll if enterprise is not None]

    def enterprise(self, identity: int | None) -> Manufacturer | None:
        """The enterprise of this identity, if it is still there."""
        return None if identity is None else self.by_identity.get(identity)

    def welcome(self, enterprise: Manufacturer, place: int | None = None) -> None:
        """Enter an enterprise in the roll, in a gap or at the end."""
        self.by_identity[enterprise.identity] = enterprise
        if place is None:
            place = len(self.roll)
            self.roll.append(None)
        enterprise.place = place
        self.roll[place] = enterprise

    def admit_newly_founded(self) -> None:
        """Start-ups and what projects founded; the last of them fill the gaps, the first first."""
        founded = found_start_ups(self) + found_by_projects(self)
        self.enterprises_founded = len(founded)
        for place in [place for place, enterprise in enumerate(self.roll) if enterprise is None][: len(founded)]:
            self.welcome(founded.pop(), place)
        for enterprise in founded:
            self.welcome(enterprise)

    def open_the_year(self, step: int) -> None:
        """Rules, cut-offs and levers of the year; nothing counted yet."""
        conditions = self.conditions
        self.rules = conditions.rules[step]
        self.cut_offs = conditions.cut_offs[step]
        self.levers = conditions.levers[step]
        self.imposed = conditions.imposed[step]
        self.everyone_is_on_the_way = ladder.may_succeed_with_nothing(self.rules[0], conditions)
        self.flows.clear()
        self.additions = [0] * len(collecting.COUNTED)
        self.losses = [0] * len(collecting.COUNTED)
        self.enterprises_founded = self.enterprises_closed = 0
        self.above_scale_additions = self.above_scale_losses = 0

    def move_the_economy(self) -> None:
        """Producer prices, the county's own shock and its chains' persist; niche markets grow with the nation."""
        p, draws = self.conditions.parameters, self.draws
        persistence = p.producer_price_persistence
        innovation = p.producer_price_spread * sqrt(1.0 - persistence * persistence)
        draw = draws.normal(self.own_key, purposes.PRODUCER_PRICE, self.year)
        mean = p.producer_price_mean
        self.producer_price = mean + persistence * (self.producer_price - mean) + innovation * draw
        self.last_niche_market = self.niche_market
        self.niche_market *= draws.exp(p.real_growth_above_scale + self.producer_price)
        persistence = p.common_shock_persistence
        fresh = sqrt(1.0 - persistence * persistence)
        common, own = p.common_shock_spread, p.county_shock_extra_spread
        draw = draws.normal(self.own_key, purposes.REGION_SHOCK, self.year)
        self.region_shock = persistence * self.region_shock + fresh * sqrt(common * common + own * own) * draw
        # Usual growth is that of all; a part of it is what usual attraction adds, and not the enterprises' own.
        deducted = min(self.growth_by_attraction, p.attracted_growth_limit)
        self.growth_by_attraction *= self.fading_of_attraction
        own_part = p.real_growth_above_scale + p.organic_growth_offset - deducted
        self.usual_growth = own_part + self.producer_price
        self.common_growth = self.usual_growth + self.region_shock
        for chain in self.chains:
            draw = draws.normal(chain.key, purposes.CHAIN_SHOCK, self.year)
            chain.shock = persistence * chain.shock + fresh * p.chain_shock_spread * draw
            chain.prepare()

    def lose(self, enterprise: Manufacturer) -> None:
        """An enterprise closes, and what it held is lost with it."""
        self.enterprises_closed += 1
        self.above_scale_losses += enterprise.above_scale
        held = enterprise.titles(self.year - 1)
        if held:
            self.count_titles(held, set())
        self.roll[enterprise.place] = None
        del self.by_identity[enterprise.identity]
        enterprise.remove()

    def count_above_scale(self, change: int, zone: economy.Zone) -> None:
        """One enterprise more, or one fewer, is above scale."""
        if change > 0:
            self.above_scale_additions += 1
            self.flows[f"above_scale_additions:zone:{zone.name}"] += 1
        else:
            self.above_scale_losses += 1

    def count_titles(self, before: set[int], now: set[int]) -> None:
        """One enterprise held some titles and now holds others."""
        for title in range(len(collecting.COUNTED)):
            counted = ladder.counted_as(title, self.conditions.national_is_provincial)
            counted_before, counts_now = bool(before & counted), bool(now & counted)
            if counts_now and not counted_before:
                self.additions[title] += 1
            if counted_before and not counts_now:
                self.losses[title] += 1

    def collect(self) -> None:
        """Report the year."""
        self.books = collecting.in_one_pass(self)
        economy.close_the_books(self, self.books)
        if self.data_collector is not None:
            self.data_collector.collect(self)
        else:
            self.records.append(self.books)

    def outside_share(self, title: int) -> float:
        """Holders of an SME title outside industry over those inside."""
        return float(getattr(self.conditions.parameters, f"title_outside_industry_{TITLE_NAMES[title]}"))

    def outside_rounding(self, title: int) -> float:
        """The one draw by which counts outside industry are rounded."""
        entity = self.draws.entity(keys.KIND_TITLE, title)
        return self.draws.uniform(entity, purposes.OUTSIDE_INDUSTRY_SHARE + title)

    def outcomes(self) -> list[collecting.Record]:
        """Every series of every year so far, holders outside industry included where the world counts them."""
        if self.data_collector is None:
            records = self.records
        else:
            columns = self.data_collector.model_vars
            records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        if self.conditions.counts_outside_industry:
            return collecting.with_holders_outside_industry(self, records)
        return records
