"""How likely each target is, said with its error and in words that claim no more than both allow."""

from scenarios.verdicts.course import Question
from scenarios.verdicts.judge import Joint, Verdict, joint, judge
from scenarios.verdicts.proportion import Proportion
from scenarios.verdicts.samples import EnsembleLike, FailureLike, Samples
from scenarios.verdicts.scale import Likelihood, likelihood, word

__all__ = [
    "EnsembleLike",
    "FailureLike",
    "Joint",
    "Likelihood",
    "Proportion",
    "Question",
    "Samples",
    "Verdict",
    "joint",
    "judge",
    "likelihood",
    "word",
]
