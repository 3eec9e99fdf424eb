"""What would it take: the cheapest change of levers that brings targets to a wished probability."""

from scenarios.seeking.answer import SeekAnswer, Solution
from scenarios.seeking.seek import SeekRequest, seek

__all__ = ["SeekAnswer", "SeekRequest", "Solution", "seek"]
