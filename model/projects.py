"""The columns of an investment project, and its stages (model.md 2).

`project_numbers` is float64[PROJECT_NUMBERS, room], `project_labels` int16[PROJECT_LABELS, room]; `project_identities`
int64[PROJECT_IDENTITIES, room] holds a project's own number (`identity.py`), the identity of the enterprise it founded or
enlarges, and that enterprise's place, which it keeps for life. A project that is lost or at capacity leaves at the end of its
year, for the places behind the others; the others keep their order.
"""

from __future__ import annotations

from typing import Final

PROJECT_NUMBER_NAMES: Final = (
    "contract",
    "planned_funds",
    "funds_in_place",
    "start_time",
    "production_time",
    "capacity",
)
CONTRACT, PLANNED_FUNDS, FUNDS_IN_PLACE, START_TIME, PRODUCTION_TIME, CAPACITY = range(6)
PROJECT_NUMBERS: Final = len(PROJECT_NUMBER_NAMES)

PROJECT_LABEL_NAMES: Final = (
    "stage",
    "chain",
    "zone",
    "size_class",
    "signed_year",
    "starts",
    "produces",
    "founds",
    "waited",
)
STAGE, CHAIN, ZONE, SIZE_CLASS, SIGNED_YEAR, STARTS, PRODUCES, FOUNDS, WAITED = range(9)
PROJECT_LABELS: Final = len(PROJECT_LABEL_NAMES)

STAGE_NAMES: Final = ("signed", "started", "producing", "at_capacity", "lost_before_start", "lost_after_start")
SIGNED, STARTED, PRODUCING, AT_CAPACITY, LOST_BEFORE_START, LOST_AFTER_START = range(6)

# Own number, the identity of the enterprise founded or enlarged (NO_ENTERPRISE before that), and the place of one enlarged.
OWN, ENTERPRISE, PLACE = range(3)
PROJECT_IDENTITIES: Final = 3
NO_ENTERPRISE: Final = -1

# A signed project that will not start is given up after these years (row 40 counts starts within 24 months).
YEARS_TO_GIVE_UP: Final = 2.0
# So many years a project waits for land before its investor goes elsewhere.
YEARS_OF_WAITING: Final = 3
# What is produced grows to capacity over this many years after the first.
YEARS_OF_RAMP: Final = 2
# More signings a year than have numbers in a cell (`identity.py`) mean that the replicate has left all bounds.
MOST_SIGNINGS: Final = 100_000.0
RUNAWAY: Final = -2
# Projects signed in this many years before the start are still under way at the start.
YEARS_OF_PIPELINE: Final = 6
