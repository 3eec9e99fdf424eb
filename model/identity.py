"""What an enterprise is called: incumbents by number, start-ups by the cell they were born in and their number within it."""

from __future__ import annotations

from typing import Final

# A start-up's number is ((year x CELLS_A_YEAR + chain) x ZONES + zone) x START_UPS_A_CELL + index.
START_UPS_A_CELL: Final = 1_000_000
CELLS_A_YEAR: Final = 1_000
ZONES: Final = 2


def identity_text(identity: int) -> str:
    """`42` for the 43rd incumbent, `2027-3-0-13` for the 14th start-up of 2027 in chain 3 outside the zone."""
    if identity < START_UPS_A_CELL:
        return str(identity)
    cell, index = divmod(identity, START_UPS_A_CELL)
    cell, zone = divmod(cell, ZONES)
    year, chain = divmod(cell, CELLS_A_YEAR)
    return f"{year}-{chain}-{zone}-{index}"


def identity_number(text: str) -> int:
    """The identity that a text names; ValueError where it names none."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1 and 0 <= parts[0] < START_UPS_A_CELL:
        return parts[0]
    if len(parts) == 4:
        year, chain, zone, index = parts
        if year > 0 and 0 <= chain < CELLS_A_YEAR and 0 <= zone < ZONES and 0 <= index < START_UPS_A_CELL:
            return ((year * CELLS_A_YEAR + chain) * ZONES + zone) * START_UPS_A_CELL + index
    raise ValueError(text)
