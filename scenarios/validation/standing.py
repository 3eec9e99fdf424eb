"""The status of every row of a scenario, and of the run as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios.messages import text
from scenarios.validation.results import ValidationResults
from scenarios.validation.status import CODES, PRIOR, Fitted, ValidationStatus, trust, validation_status

if TYPE_CHECKING:
    from scenarios.loaded import LoadedScenario
    from scenarios.verdicts import Question


@dataclass(frozen=True)
class Standing:
    """The statuses of a run's judged rows by target id, and the posterior that it draws from."""

    fitted: Fitted
    statuses: Mapping[str, ValidationStatus]

    @property
    def kinds(self) -> tuple[tuple[ValidationStatus, int], ...]:
        """Give each status that occurs, of whatever group, with the number of its rows: the least trusted first."""
        counted = Counter(ValidationStatus(each.code, level=each.level) for each in self.statuses.values())
        ordered = sorted(counted.items(), key=lambda item: (CODES.index(item[0].code), item[0].level or ""))
        return tuple(ordered)

    def words(self, language: str) -> str:
        """Say the status of the run in a few words: that of all its rows, or that they differ."""
        kinds = self.kinds
        if len(kinds) == 1:
            return kinds[0][0].words(language)
        if self.fitted.prior or not kinds:
            key = "uncalibrated" if self.fitted.prior else "calibrated"
            return text(f"validation.{key}", language)
        return text("validation.mixed", language)

    def least(self, targets: Iterable[str]) -> ValidationStatus | None:
        """Give the status of several targets together: that of the least tested one; None without any."""
        found = [self.statuses[name] for name in targets if name in self.statuses]
        return min(found, key=trust) if found else None

    def counts(self, language: str) -> str:
        """Say how many rows have which status."""
        said = [
            text("validation.count", language, words=status.words(language), count=count)
            for status, count in self.kinds
        ]
        return text("run.list_separator", language).join(said)

    def line(self, language: str) -> str:
        """Say in one or two sentences how far the probabilities of the run can be trusted."""
        if self.fitted.prior:
            return text("validation.line.uncalibrated", language)
        key = "calibrated" if self.fitted.shipped else "local"
        return text(f"validation.line.{key}", language, run_id=self.fitted.run_id, counts=self.counts(language))

    def legend(self, language: str) -> tuple[str, ...]:
        """Explain every mark that occurs."""
        return tuple(
            text("validation.legend_entry", language, mark=status.mark(language), meaning=status.legend(language))
            for status, _ in self.kinds
        )


def fitted_of(loaded: LoadedScenario) -> Fitted:
    """Name the posterior that a scenario draws from."""
    learned = loaded.posterior
    return PRIOR if learned is None else Fitted(learned.run_id, shipped=loaded.own_posterior is None)


def status_of_question(
    question: Question, loaded: LoadedScenario, fitted: Fitted | None = None, results: ValidationResults | None = None
) -> ValidationStatus:
    """Give the status of one judged row of a scenario."""
    level = loaded.plan.region.level
    return validation_status(
        question.outcomes, level, fitted or fitted_of(loaded), results, growth=question.growth != "none"
    )


def standing_of(
    loaded: LoadedScenario, fitted: Fitted | None = None, results: ValidationResults | None = None
) -> Standing:
    """Give the status of every judged row of a scenario, without simulating it."""
    drawn = fitted or fitted_of(loaded)
    return Standing(
        drawn,
        {
            row.target.id: status_of_question(row.question, loaded, drawn, results)
            for row in loaded.rows
            if row.question is not None
        },
    )
