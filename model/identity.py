"""What an enterprise is called: incumbents by number, start-ups by the cell they were born in and their number within it.

An enterprise that an investment project founded bears the project's name. A ledger's enterprise is called by its place in the
order of its keys, which row order does not change.
"""

from __future__ import annotations

from typing import Final

# A start-up's number is ((year x CELLS_A_YEAR + chain) x ZONES + zone) x START_UPS_A_CELL + index.
START_UPS_A_CELL: Final = 1_000_000
CELLS_A_YEAR: Final = 1_000
ZONES: Final = 100
# A project's number is (((year x CELLS_A_YEAR + chain) x ZONES + zone) x SIZES + size class) x PROJECTS_A_CELL + index.
SIZES: Final = 10
PROJECTS_A_CELL: Final = 100_000
# Beyond every start-up: names of enterprises that a project founded.
ATTRACTED: Final = 1_000_000_000_000_000_000
PROJECT_PREFIX: Final = "P"
# Beyond everything else: enterprises of a ledger, by their place in the order that the model gives them.
LEDGER: Final = 2_000_000_000_000_000_000
LEDGER_PREFIX: Final = "L"


def identity_text(identity: int) -> str:
    """`42` for the 43rd incumbent, `2027-3-0-13` for the 14th start-up of 2027 in chain 3 outside the zones.

    `P2027-3-1-2-0` is what the first project founded that was signed in 2027 in chain 3, zone 1, size class 2; `L7` the eighth
    enterprise of a ledger.
    """
    if identity >= LEDGER:
        return f"{LEDGER_PREFIX}{identity - LEDGER}"
    if identity >= ATTRACTED:
        return project_text(identity - ATTRACTED)
    if identity < START_UPS_A_CELL:
        return str(identity)
    cell, index = divmod(identity, START_UPS_A_CELL)
    cell, zone = divmod(cell, ZONES)
    year, chain = divmod(cell, CELLS_A_YEAR)
    return f"{year}-{chain}-{zone}-{index}"


def project_text(number: int) -> str:
    """The name of an investment project: `P` and year signed, chain, zone, size class and index within that cell."""
    cell, index = divmod(number, PROJECTS_A_CELL)
    cell, size = divmod(cell, SIZES)
    cell, zone = divmod(cell, ZONES)
    year, chain = divmod(cell, CELLS_A_YEAR)
    return f"{PROJECT_PREFIX}{year}-{chain}-{zone}-{size}-{index}"


def identity_number(text: str) -> int:
    """The identity that a text names; ValueError where it names none."""
    if text.startswith(LEDGER_PREFIX):
        return LEDGER + int(text.removeprefix(LEDGER_PREFIX))
    if text.startswith(PROJECT_PREFIX):
        return ATTRACTED + project_number(text)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1 and 0 <= parts[0] < START_UPS_A_CELL:
        return parts[0]
    if len(parts) == 4:
        year, chain, zone, index = parts
        if year > 0 and 0 <= chain < CELLS_A_YEAR and 0 <= zone < ZONES and 0 <= index < START_UPS_A_CELL:
            return ((year * CELLS_A_YEAR + chain) * ZONES + zone) * START_UPS_A_CELL + index
    raise ValueError(text)


def project_number(text: str) -> int:
    """The number of the project that a text names; ValueError where it names none."""
    parts = [int(part) for part in text.removeprefix(PROJECT_PREFIX).split("-")]
    if len(parts) == 5:
        year, chain, zone, size, index = parts
        fits = 0 <= chain < CELLS_A_YEAR and 0 <= zone < ZONES and 0 <= size < SIZES and 0 <= index < PROJECTS_A_CELL
        if year > 0 and fits:
            return (((year * CELLS_A_YEAR + chain) * ZONES + zone) * SIZES + size) * PROJECTS_A_CELL + index
    raise ValueError(text)
