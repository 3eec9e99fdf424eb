"""The lives of investment projects in one replicate, and the list of all of them, for scripts and for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from scenarios.loaded import LoadedScenario
from scenarios.messages import text
from scenarios.schema.errors import InputError
from scenarios.trace import Life, life_of, money, name_of_place

if TYPE_CHECKING:
    from model.trace_projects import ProjectYear


@dataclass(frozen=True)
class ProjectLife:
    """One investment project's years: stage, money in place, the enterprise it founded or enlarged."""

    plan: str
    seed: int
    replicate: int
    project: str
    years: tuple[ProjectYear, ...]

    def to_json(self, language: str) -> dict[str, Any]:
        """Give it as plain data; money is 万元."""
        return {
            "plan": self.plan,
            "seed": self.seed,
            "replicate": self.replicate,
            "project": self.project,
            "unit": text("trace.unit", language),
            "years": [asdict(year) for year in self.years],
        }

    def report(self, language: str) -> str:
        """Tell it to a person."""
        return "\n".join(self._lines(language)) + "\n"

    def _lines(self, language: str) -> Iterator[str]:
        first = self.years[0]
        yield text(
            "trace.project.heading",
            language,
            project=self.project,
            plan=self.plan,
            replicate=self.replicate,
            seed=self.seed,
            year=first.signed_year,
            chain=name_of_place(first.chain, language),
            zone=name_of_place(first.zone, language),
            contract=money(first.contract, language),
            capacity=money(first.capacity, language),
        )
        yield ""
        for year in self.years:
            waited = text("trace.project.waited", language, years=year.waited) if year.waited else ""
            yield text(
                "trace.project.year",
                language,
                year=year.year,
                stage=_stage(year, language),
                funds=money(year.funds_in_place, language),
                waited=waited,
                enterprise=_enterprise(year, language),
            )


@dataclass(frozen=True)
class ProjectList:
    """All investment projects of a replicate as they were last seen."""

    plan: str
    seed: int
    replicate: int
    projects: tuple[ProjectYear, ...]

    def to_json(self, language: str) -> dict[str, Any]:
        """Give it as plain data; money is 万元."""
        return {
            "plan": self.plan,
            "seed": self.seed,
            "replicate": self.replicate,
            "unit": text("trace.unit", language),
            "projects": [asdict(project) for project in self.projects],
        }

    def report(self, language: str) -> str:
        """Tell it to a person."""
        return "\n".join(self._lines(language)) + "\n"

    def _lines(self, language: str) -> Iterator[str]:
        known = {"plan": self.plan, "replicate": self.replicate, "seed": self.seed}
        if not self.projects:
            yield text("trace.projects.none", language, **known)
            return
        yield text("trace.projects.heading", language, count=len(self.projects), **known)
        for project in self.projects:
            yield text(
                "trace.projects.line",
                language,
                project=project.name,
                signed=project.signed_year,
                chain=name_of_place(project.chain, language),
                contract=money(project.contract, language),
                year=project.year,
                stage=_stage(project, language),
                enterprise=_enterprise(project, language),
            )


def _stage(year: ProjectYear, language: str) -> str:
    return text(f"trace.project.stage.{year.stage}", language)


def _enterprise(year: ProjectYear, language: str) -> str:
    if year.enterprise is None:
        return ""
    key = "trace.project.founded" if year.founds else "trace.project.enlarged"
    return text(key, language, enterprise=year.enterprise)


def project_life_of(scenario: LoadedScenario, *, seed: int, replicate: int, project: str) -> ProjectLife:
    """Follow one project of one replicate from its signing to its end; raises InputError where there is none."""
    from model.identity import project_number, project_text
    from model.trace_projects import project_life
    from scenarios.world import world_of

    try:
        number = project_number(project)
    except ValueError:
        raise InputError("not_a_project", found=project) from None
    years = project_life(world_of(scenario), seed, replicate, number)
    if years is None:
        raise InputError("no_such_project", found=project, replicate=replicate)
    return ProjectLife(scenario.plan.id, seed, replicate, project_text(number), tuple(years))


def traced(
    loaded: LoadedScenario, seed: int, replicate: int, option: str, name: str
) -> Life | ProjectLife | ProjectList:
    """Follow what an option of `tuiyan trace` asks for; raises InputError where there is none."""
    if option == "--enterprise":
        return life_of(loaded, seed=seed, replicate=replicate, enterprise=name)
    if option == "--project":
        return project_life_of(loaded, seed=seed, replicate=replicate, project=name)
    return projects_of(loaded, seed=seed, replicate=replicate)


def projects_of(scenario: LoadedScenario, *, seed: int, replicate: int) -> ProjectList:
    """List every project of one replicate with its last stage and its enterprise."""
    from model.trace_projects import all_projects
    from scenarios.world import world_of

    return ProjectList(scenario.plan.id, seed, replicate, tuple(all_projects(world_of(scenario), seed, replicate)))
