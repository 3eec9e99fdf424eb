"""The annex to a draft plan: results as a document in official style whose every number can be followed back and recomputed.

    from annex import AnnexRequest, build_annex
    from annex.docx import docx
    made = build_annex(AnnexRequest(load("xihua")))
    Path("annex.docx").write_bytes(docx(made))

Nothing imports this package but the command line and the explorer, and those when it is asked for.
"""

from __future__ import annotations

from annex.building import build_annex
from annex.document import Annex, Bullets, Figure, Heading, Number, Paragraph, Quote, Section, Table, problems, resolve
from annex.request import CHARTS, SECTIONS, AnnexRequest

__all__ = [
    "CHARTS",
    "SECTIONS",
    "Annex",
    "AnnexRequest",
    "Bullets",
    "Figure",
    "Heading",
    "Number",
    "Paragraph",
    "Quote",
    "Section",
    "Table",
    "build_annex",
    "problems",
    "resolve",
]
