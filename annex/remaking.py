"""An annex made again from its stamp: what `tuiyan verify` holds an annex against."""

from __future__ import annotations

from annex.building import build_annex
from annex.formats import check_format, rendered
from annex.request import AnnexRequest
from scenarios.extras import require
from scenarios.verification.remaking import Asked, CannotRemakeError


def annex_file(asked: Asked) -> bytes:
    """Compute and write an annex again, in the format of the file."""
    require("annex")
    given = asked.arguments
    request = AnnexRequest.from_json(asked.questions[0], given["request"])
    form = str(given["form"])
    check_format(form)
    made = rendered(build_annex(request), form)
    if form == "pdf":
        _printed_alike(made, given.get("printed"))
    return made


def _printed_alike(made: bytes, before: object) -> None:
    """Refuse to compare prints of another LibreOffice, or with other fonts: their lines break elsewhere; numbers may be equal."""
    from scenarios.verification.forms.pdf import layout, parsed

    if layout(parsed(made)) != before:
        raise CannotRemakeError("PDF: LibreOffice, fonts")
