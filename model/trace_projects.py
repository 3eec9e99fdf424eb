"""The lives of investment projects in one replicate: their stage, money and enterprise at the end of each year."""

from __future__ import annotations

from dataclasses import dataclass

from model.identity import identity_text
from model.investment_project import InvestmentProject
from model.region import Region
from model.world import World


@dataclass(frozen=True)
class ProjectYear:
    """A project at the end of a year. Money 万元; times are dates as fractions of a year, as planned or as they came.

    `stage` is signed, started, producing, at_capacity, lost_before_start or lost_after_start; `capacity` the yearly output once
    at capacity; `enterprise` what it founded (`founds`) or enlarged; `waited` the years for which land was missing.
    """

    year: int
    name: str
    stage: str
    chain: str
    zone: str
    size_class: str
    signed_year: int
    contract: float
    funds_in_place: float
    start_time: float
    production_time: float
    capacity: float
    founds: bool
    waited: int
    enterprise: str | None


def project_year(project: InvestmentProject) -> ProjectYear:
    """What a project is at the end of its region's year."""
    world, identity = project.region.world, project.enterprise_identity
    return ProjectYear(
        year=project.region.year,
        name=project.name,
        stage=project.stage_name,
        chain=world.chain_names[project.chain],
        zone=world.zone_names[project.zone],
        size_class=project.size_class_name,
        signed_year=project.signed_year,
        contract=project.contract,
        funds_in_place=project.funds_in_place,
        start_time=project.start_time,
        production_time=project.production_time,
        capacity=project.capacity,
        founds=bool(project.founds),
        waited=project.waited,
        enterprise=None if identity is None else identity_text(identity),
    )


def project_life(world: World, seed: int, replicate: int, number: int) -> list[ProjectYear] | None:
    """The years of one project, from its signing (or the start) to its end or the last year; None where it never is."""
    region = Region(world, seed, replicate)
    years: list[ProjectYear] = []
    while True:
        project = region.project(number)
        if project is not None:
            years.append(project_year(project))
        elif years:
            break
        if region.year == world.start_year + world.years:
            break
        region.step()
    return years or None


def all_projects(world: World, seed: int, replicate: int) -> list[ProjectYear]:
    """Every project of a replicate as it was last seen, in the order of its signing and its cell."""
    region = Region(world, seed, replicate)
    last: dict[int, ProjectYear] = {}
    while True:
        last |= {project.number: project_year(project) for project in region.projects}
        if region.year == world.start_year + world.years:
            return [last[number] for number in sorted(last)]
        region.step()
