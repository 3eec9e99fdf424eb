"""An annex made again from its stamp: what `tuiyan verify` holds an annex against."""

from __future__ import annotations

from annex.building import build_annex
from annex.formats import rendered
from annex.request import AnnexRequest
from scenarios.extras import require
from scenarios.verification.remaking import Asked


def annex_file(asked: Asked) -> bytes:
    """Compute and write an annex again, in the format of the file."""
    require("annex")
    given = asked.arguments
    request = AnnexRequest.from_json(asked.questions[0], given["request"])
    return rendered(build_annex(request), str(given["form"]))
