"""Why not, by when, and what the plan could say instead: answers beyond the probability of each target."""

from scenarios.answers.asking import Answers, TargetAnswers, answers
from scenarios.answers.binding import Binding, LinkGain, TargetBinding, what_binds
from scenarios.answers.reachable import JointlyReachable, Reachable, jointly_reachable, reachable
from scenarios.answers.shares import Shares, exchanged, shares
from scenarios.answers.when import When, when

__all__ = [
    "Answers",
    "Binding",
    "JointlyReachable",
    "LinkGain",
    "Reachable",
    "Shares",
    "TargetAnswers",
    "TargetBinding",
    "When",
    "answers",
    "exchanged",
    "jointly_reachable",
    "reachable",
    "shares",
    "what_binds",
    "when",
]
