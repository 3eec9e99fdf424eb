"""All text that people see, in Chinese and English, and the one function that looks it up."""

from scenarios.messages.catalogue import LANGUAGES, Language, MissingMessageError, language_of, messages, text
from scenarios.messages.units import counted_unit, unit_name

__all__ = [
    "LANGUAGES",
    "Language",
    "MissingMessageError",
    "counted_unit",
    "language_of",
    "messages",
    "text",
    "unit_name",
]
