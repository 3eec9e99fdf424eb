"""What a year is reported as: every series, counted in one pass or by a reporter each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from benchmarks.plain import ladder
from benchmarks.plain.conditions import SME_TITLES, TITLE_NAMES

if TYPE_CHECKING:
    from benchmarks.plain.county import County
    from benchmarks.plain.manufacturer import Manufacturer

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
    above_scale = with_research = enterprises = 0
    revenue = above_scale_revenue = spending = 0.0
    lines = list(CLASSES.values())
    least = lines[0]
    classes = [0] * len(lines)
    stocks = [[0, 0, 0] for _ in COUNTED]
    for enterprise in county.agents:
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
        if max(enterprise.expiry) >= year:
            held = enterprise.titles(year)
            for title, stock in enumerate(stocks):
                for reading, counted in enumerate(counts(title, held, national_is_provincial)):
                    if counted:
                        stock[reading] += 1
    record: Record = {}
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


Reporter = Callable[[Any], float]


def reporters() -> dict[str, Reporter | str]:
    """A reporter a series, as the DataCollector takes them."""

    def total(of_one: Callable[[Manufacturer], float]) -> Reporter:
        return lambda county: sum(of_one(enterprise) for enterprise in county.agents)

    def holders(title: int, reading: int) -> Reporter:
        def count(county: County) -> int:
            year, national_is_provincial = county.year, county.conditions.national_is_provincial
            return sum(
                counts(title, enterprise.titles(year), national_is_provincial)[reading]
                for enterprise in county.agents
                if max(enterprise.expiry) >= year
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
    found["enterprises"] = lambda county: len(county.agents)
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
    return found


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
