"""The county as a Mesa model: its economy, its enterprises, its year."""

from __future__ import annotations

from math import sqrt
from typing import Literal

import mesa

from benchmarks.plain import collecting, ladder
from benchmarks.plain.conditions import TITLE_NAMES, Conditions
from benchmarks.plain.draws import CountingDraws, Draws, KeyedDraws, StreamDraws
from benchmarks.plain.first_holders import give_first_titles
from benchmarks.plain.founding import found_incumbents, found_start_ups
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
        self.chain_keys = [self.draws.entity(keys.KIND_CHAIN, chain) for chain in range(len(world.chain_names))]
        self.producer_price: float = self.conditions.parameters.producer_price_mean
        self.niche_market = self.last_niche_market = 1.0
        self.region_shock = 0.0
        self.chain_shocks = [0.0] * len(world.chain_names)
        self.open_the_year(0)
        found_incumbents(self)
        give_first_titles(self)
        self.records: list[collecting.Record] = []
        collects = collection == "data_collector"
        self.data_collector = mesa.DataCollector(model_reporters=collecting.reporters()) if collects else None
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
        self.agents.do("live_through_the_year")
        self.enterprises_founded = found_start_ups(self)
        self.collect()

    def open_the_year(self, step: int) -> None:
        """Rules, cut-offs and levers of the year; nothing counted yet."""
        conditions = self.conditions
        self.rules = conditions.rules[step]
        self.cut_offs = conditions.cut_offs[step]
        self.research_support = conditions.levers[step][places.RESEARCH_SUPPORT]
        self.cultivation_service = conditions.levers[step][places.CULTIVATION_SERVICE]
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
        for chain, key in enumerate(self.chain_keys):
            draw = draws.normal(key, purposes.CHAIN_SHOCK, self.year)
            shock = persistence * self.chain_shocks[chain] + fresh * p.chain_shock_spread * draw
            self.chain_shocks[chain] = shock
        self.common_growth = p.real_growth_above_scale + self.producer_price + self.region_shock

    def lose(self, enterprise: Manufacturer) -> None:
        """An enterprise closes, and what it held is lost with it."""
        self.enterprises_closed += 1
        self.above_scale_losses += enterprise.above_scale
        held = enterprise.titles(self.year - 1)
        if held:
            self.count_titles(held, set())
        enterprise.remove()

    def count_above_scale(self, change: int) -> None:
        """One enterprise more, or one fewer, is above scale."""
        if change > 0:
            self.above_scale_additions += 1
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
        if self.data_collector is not None:
            self.data_collector.collect(self)
        else:
            self.records.append(collecting.in_one_pass(self))

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
