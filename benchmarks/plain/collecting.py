"""What a year is reported as: every series, counted in one pass or by a reporter each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from benchmarks.plain import ladder
from benchmarks.plain.conditions import SME_TITLES, SRDI, TITLE_NAMES
from benchmarks.plain.statuses import CERTIFICATE
from benchmarks.plain.statuses import NAMES as STATUSES

if TYPE_CHECKING:
    from benchmarks.plain.county import County
    from benchmarks.plain.economy import Chain
    from benchmarks.plain.manufacturer import Manufacturer
    from model.world import World

COUNTED: Final = (*TITLE_NAMES, "any_champion")
# Size classes of revenue, 万元.
CLASSES: Final = {
    "revenue_above_100_million": 1e4,
    "revenue_above_1_billion": 1e5,
    "revenue_above_5_billion": 5e5,
    "revenue_above_10_billion": 1e6,
}
# What the county counts while the year runs.
COUNTED_EVENTS: Final = (
    "enterprises_founded",
    "enterprises_closed",
    "above_scale_additions",
    "above_scale_losses",
)

# Sums over enterprises that a tally keeps by name.
SUMMED: Final = (
    "capital",
    "idle_capital",
    "value_added",
    "above_scale_value_added",
    "emerging_value_added",
    "high_technology_value_added",
    "attracted_enterprises",
    "research_institutions",
    "chain_leaders",
)
NOTHING: Final[set[int]] = set()

Record = dict[str, float]


def counts(title: int, held: set[int], national_is_provincial: bool) -> tuple[bool, bool, bool]:
    """Whether holders of these titles count for a title: nested, by valid certificate, as its highest."""
    nested = bool(held & ladder.counted_as(title, national_is_provincial))
    if title == ladder.ANY_CHAMPION:
        return nested, nested, nested
    valid = title in held
    return nested, valid, valid and not held & ladder.HIGHER[title]


def in_one_pass(county: County) -> Record:
    """All series from one walk over the enterprises."""
    year, national_is_provincial = county.year, county.conditions.national_is_provincial
    record: Record = dict.fromkeys(county.conditions.world.series, 0.0)
    record.update(county.flows)
    tally = Tally(county)
    above_scale = with_research = enterprises = 0
    revenue = above_scale_revenue = spending = 0.0
    lines = list(CLASSES.values())
    least = lines[0]
    classes = [0] * len(lines)
    stocks = [[0, 0, 0] for _ in COUNTED]
    for enterprise in county.roll:
        if enterprise is None:
            continue
        enterprises += 1
        own = enterprise.revenue
        revenue += own
        if own >= least:
            for number, line in enumerate(lines):
                if own >= line:
                    classes[number] += 1
        if enterprise.above_scale:
            above_scale += 1
            above_scale_revenue += own
            if enterprise.research_intensity > 0.0:
                with_research += 1
                spending += own * enterprise.research_intensity
        held = enterprise.titles(year) if max(enterprise.expiry) >= year else NOTHING
        tally.add(enterprise, held)
        if held:
            for title, stock in enumerate(stocks):
                for reading, counted in enumerate(counts(title, held, national_is_provincial)):
                    if counted:
                        stock[reading] += 1
    tally.write(record)
    for title, name in enumerate(COUNTED):
        record[f"{name}_nested"], record[f"{name}_valid"], record[f"{name}_highest"] = stocks[title]
        record[f"{name}_additions"] = county.additions[title]
        record[f"{name}_losses"] = county.losses[title]
    record["enterprises"] = enterprises
    record["above_scale"] = above_scale
    record["above_scale_with_research"] = with_research
    record.update(zip(CLASSES, classes, strict=True))
    record["revenue"] = revenue
    record["above_scale_revenue"] = above_scale_revenue
    record["above_scale_research_spending"] = spending
    for name in COUNTED_EVENTS:
        record[name] = getattr(county, name)
    record["producer_price_change"] = county.producer_price if county.steps else 0.0
    return record


class PlaceTally:
    """Sums over the enterprises of a chain or zone."""

    def __init__(self) -> None:
        self.output = self.value_added = 0.0
        self.enterprises = self.above_scale = 0
        self.titles = [0] * len(SME_TITLES)


class Tally:
    """Sums over enterprises beyond those of revenue and titles; tells each chain what its enterprises have become."""

    def __init__(self, county: County) -> None:
        self.county = county
        p = county.conditions.parameters
        self.leader_line: float = p.leader_revenue_line
        self.ratio = county.draws.exp(county.conditions.log_capital_ratio)
        self.slack = county.draws.exp(p.idle_band)
        self.sums = dict.fromkeys(SUMMED, 0.0)
        self.adopters: Counter[str] = Counter()
        self.above_scale_adopters: Counter[str] = Counter()
        self.by_chain = {chain: PlaceTally() for chain in county.chains}
        self.by_zone = {zone: PlaceTally() for zone in county.zones}
        self.leaders: dict[Chain, Manufacturer] = {}

    def add(self, enterprise: Manufacturer, held: set[int]) -> None:
        """Count one enterprise."""
        sums, chain, revenue = self.sums, enterprise.chain, enterprise.revenue
        added = revenue * chain.value_added_rate
        capital = self.county.draws.exp(enterprise.log_capital)
        sums["capital"] += capital
        sums["idle_capital"] += max(capital - revenue * self.ratio * self.slack, 0.0)
        sums["value_added"] += added
        own = self.by_chain[chain], self.by_zone[enterprise.zone]
        for place in own:
            place.output += revenue
            place.value_added += added
            place.enterprises += 1
        leader = self.leaders.get(chain)
        if leader is None or revenue > leader.revenue:
            self.leaders[chain] = enterprise
        if enterprise.origin == "attracted":
            sums["attracted_enterprises"] += 1
        if revenue >= self.leader_line:
            sums["chain_leaders"] += 1
        self.adopters.update(enterprise.adopted)
        if enterprise.above_scale:
            for place in own:
                place.above_scale += 1
            self.above_scale_adopters.update(enterprise.adopted)
            sums["above_scale_value_added"] += added
            if enterprise.emerging_field:
                sums["emerging_value_added"] += added
            if CERTIFICATE in enterprise.adopted:
                sums["high_technology_value_added"] += added
            if enterprise.research_institution and enterprise.research_intensity > 0.0:
                sums["research_institutions"] += 1
        if held:
            for title in SME_TITLES:
                if held & ladder.NESTED[title]:
                    own[0].titles[title] += 1

    def write(self, record: Record) -> None:
        """Put the sums into a record, and tell the chains."""
        record.update(self.sums)
        for status in STATUSES:
            record[f"adopters:{status}"] = self.adopters[status]
            record[f"above_scale_adopters:{status}"] = self.above_scale_adopters[status]
        tallies = [(f"chain:{chain.name}", tally) for chain, tally in self.by_chain.items()]
        tallies += [(f"zone:{zone.name}", tally) for zone, tally in self.by_zone.items()]
        for place, tally in tallies:
            for head in ("output", "value_added", "enterprises", "above_scale"):
                record[f"{head}:{place}"] = getattr(tally, head)
        for chain, tally in self.by_chain.items():
            for title in SME_TITLES:
                record[f"{TITLE_NAMES[title]}:chain:{chain.name}"] = tally.titles[title]
            chain.revenue = tally.output
            leader = self.leaders.get(chain)
            chain.leader_revenue = leader.revenue if leader else 0.0
            chain.leader_growth = self.growth_of(leader) if leader else 0.0
            chain.titled_share = tally.titles[SRDI] / tally.above_scale if tally.above_scale else 0.0

    def growth_of(self, leader: Manufacturer) -> float:
        """A leader's growth of the year; who had no revenue the year before is taken to have grown as usual."""
        if leader.revenue_1 > 0.0:
            return self.county.draws.log(leader.revenue / leader.revenue_1)
        return self.county.usual_growth


Reporter = Callable[[Any], float]


def reporters(world: World) -> dict[str, Reporter | str]:
    """A reporter a series, as the DataCollector takes them."""

    def total(of_one: Callable[[Manufacturer], float]) -> Reporter:
        return lambda county: sum(of_one(enterprise) for enterprise in county.roll if enterprise is not None)

    def holders(title: int, reading: int) -> Reporter:
        def count(county: County) -> int:
            year, national_is_provincial = county.year, county.conditions.national_is_provincial
            return sum(
                counts(title, enterprise.titles(year), national_is_provincial)[reading]
                for enterprise in county.roll
                if enterprise is not None and max(enterprise.expiry) >= year
            )

        return count

    def event(kind: str, title: int) -> Reporter:
        return lambda county: getattr(county, kind)[title]

    found: dict[str, Reporter | str] = {}
    for title, name in enumerate(COUNTED):
        for reading, label in enumerate(("nested", "valid", "highest")):
            found[f"{name}_{label}"] = holders(title, reading)
        for kind in ("additions", "losses"):
            found[f"{name}_{kind}"] = event(kind, title)
    found["enterprises"] = lambda county: len(county.by_identity)
    found["above_scale"] = total(lambda enterprise: enterprise.above_scale)
    found["above_scale_with_research"] = total(
        lambda enterprise: enterprise.above_scale if enterprise.research_intensity > 0.0 else 0
    )
    for name, line in CLASSES.items():
        found[name] = total(lambda enterprise, line=line: enterprise.revenue >= line)  # type: ignore[misc]
    found["revenue"] = total(lambda enterprise: enterprise.revenue)
    found["above_scale_revenue"] = total(lambda enterprise: enterprise.revenue * enterprise.above_scale)
    found["above_scale_research_spending"] = total(
        lambda enterprise: enterprise.revenue * enterprise.above_scale * enterprise.research_intensity
    )
    for name in COUNTED_EVENTS:
        found[name] = name
    found["producer_price_change"] = lambda county: county.producer_price if county.steps else 0.0
    found |= {name: total(of_one) for name, of_one in NEW_TOTALS.items()}
    for status in STATUSES:
        found[f"adopters:{status}"] = total(lambda one, status=status: status in one.adopted)  # type: ignore[misc]
        found[f"above_scale_adopters:{status}"] = total(
            lambda one, status=status: one.above_scale if status in one.adopted else 0  # type: ignore[misc]
        )
    for kind, names in (("chain", world.chain_names), ("zone", world.zone_names)):
        for name in names:
            for head, of_one in OF_PLACES.items():

                def own(one: Manufacturer, of: Any = of_one, kind: str = kind, name: str = name) -> float:
                    return of(one) if getattr(one, kind).name == name else 0.0

                found[f"{head}:{kind}:{name}"] = total(own)
    # The rest is counted while the year runs, or follows from these sums.
    return {name: found[name] if name in found else book(name) for name in world.series}


def book(name: str) -> Reporter:
    """Read a series from the year's books."""
    return lambda county: county.books[name]


def value_added(one: Manufacturer) -> float:
    """Value added of an enterprise."""
    return float(one.revenue * one.chain.value_added_rate)


NEW_TOTALS: Final[dict[str, Callable[[Any], float]]] = {
    "capital": lambda one: one.model.draws.exp(one.log_capital),
    "value_added": value_added,
    "above_scale_value_added": lambda one: value_added(one) * one.above_scale,
    "emerging_value_added": lambda one: value_added(one) if one.above_scale and one.emerging_field else 0.0,
    "high_technology_value_added": lambda one: (
        value_added(one) if one.above_scale and CERTIFICATE in one.adopted else 0.0
    ),
    "attracted_enterprises": lambda one: one.origin == "attracted",
    "research_institutions": lambda one: bool(
        one.above_scale and one.research_institution and one.research_intensity > 0.0
    ),
    "chain_leaders": lambda one: one.revenue >= one.model.conditions.parameters.leader_revenue_line,
}
OF_PLACES: Final[dict[str, Callable[[Any], float]]] = {
    "enterprises": lambda one: 1.0,
    "above_scale": lambda one: one.above_scale,
}


def with_holders_outside_industry(county: County, records: Iterable[Record]) -> list[Record]:
    """Add the holders outside industry to the SME titles: at the start those the figures count beyond industry.

    Later a stated share joins and leaves them for each that does inside. Their stock follows from who came and went, and a title
    counts at least as many as the title above it; no more of them hold a certificate, or no higher title, than there are.
    """
    completed = [dict(record) for record in records]
    for title in reversed(SME_TITLES):
        name, share, u = TITLE_NAMES[title], county.outside_share(title), county.outside_rounding(title)
        came = went = 0.0
        outside = max(county.conditions.holders[title] - completed[0][f"{name}_nested"], 0.0)
        for record in completed:
            if record is not completed[0]:
                joining = whole(share * (came + record[f"{name}_additions"]), u) - whole(share * came, u)
                leaving = whole(share * (went + record[f"{name}_losses"]), u) - whole(share * went, u)
                came += record[f"{name}_additions"]
                went += record[f"{name}_losses"]
                leaving = min(leaving, outside + joining)
                if title + 1 in SME_TITLES:
                    holders = record[f"{name}_nested"] + outside + joining - leaving
                    joining += max(record[f"{TITLE_NAMES[title + 1]}_nested"] - holders, 0.0)
                outside += joining - leaving
                record[f"{name}_additions"] += joining
                record[f"{name}_losses"] += leaving
            most = outside
            for reading in ("valid", "highest"):
                most = min(whole(share * record[f"{name}_{reading}"], u), most)
                record[f"{name}_{reading}"] += most
            record[f"{name}_nested"] += outside
    return completed


def whole(amount: float, u: float) -> int:
    """A positive amount rounded up where its fraction and the draw reach one."""
    return int(max(amount, 0.0) + u)
