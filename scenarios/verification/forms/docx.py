"""DOCX: every paragraph, table and native chart of the body; pictures apart; the stamp in a part of its own.

The stamp stands twice, because office programs keep different things when they save a file again: as custom XML (Word keeps it)
and as custom document properties in pieces (LibreOffice and WPS keep those).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

from scenarios.verification.forms.reading import (
    MOST_CELLS,
    MOST_PICTURES,
    NAMESPACE,
    Picture,
    Read,
    UnreadableError,
    archive,
    attributes_of,
    bounded,
    digest_of,
    parse,
)
from scenarios.verification.shown import Part, Shown, Value
from scenarios.verification.stamp import NAME, NoStampError, Stamp, StampError, unpacked

ITEM = "customXml/tuiyan.xml"
PROPERTIES = "docProps/custom.xml"
PIECE = 250
"""Characters of one document property: Word cuts longer ones at 255."""
_PIECE = re.compile(rf"{NAME}-(\d{{1,5}})")
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def stamped(document: bytes, stamp: Stamp) -> bytes:
    """Put a stamp into a document that has none; equal documents give equal bytes."""
    shown, _ = shown_in(document)
    packed = stamp.of_content(digest_of(shown), shown).packed()
    with zipfile.ZipFile(io.BytesIO(document)) as source:
        infos = source.infolist()
        parts = {info.filename: source.read(info.filename) for info in infos}
        date = infos[0].date_time if infos else (1980, 1, 1, 0, 0, 0)
    names = list(parts)
    parts[ITEM] = f'<?xml version="1.0" encoding="UTF-8"?><stamp xmlns="{NAMESPACE}">{packed}</stamp>'.encode()
    parts["[Content_Types].xml"] = _with_types(parts["[Content_Types].xml"].decode(), PROPERTIES in parts)
    parts["word/_rels/document.xml.rels"] = _with_relation(
        parts["word/_rels/document.xml.rels"].decode(), "rIdTuiyanStamp", f"{_RELATIONSHIPS}/customXml", f"../{ITEM}"
    )
    if PROPERTIES not in parts:
        parts["_rels/.rels"] = _with_relation(
            parts["_rels/.rels"].decode(), "rIdTuiyanProperties", f"{_RELATIONSHIPS}/custom-properties", PROPERTIES
        )
    parts[PROPERTIES] = _with_properties(parts.get(PROPERTIES, b"").decode(), packed)
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as target:
        for name in dict.fromkeys([*names, ITEM, PROPERTIES]):
            info = zipfile.ZipInfo(name, date)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, parts[name])
    return paper.getvalue()


def _with_types(types: str, has_properties: bool) -> bytes:
    added = "" if re.search(r'Extension="xml"', types) else '<Default Extension="xml" ContentType="application/xml"/>'
    if not has_properties:
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        added += f'<Override PartName="/{PROPERTIES}" ContentType="{kind}"/>'
    return types.replace("</Types>", f"{added}</Types>").encode()


def _with_relation(relations: str, identity: str, kind: str, target: str) -> bytes:
    added = f"<Relationship Id={quoteattr(identity)} Type={quoteattr(kind)} Target={quoteattr(target)}/>"
    return relations.replace("</Relationships>", f"{added}</Relationships>").encode()


def _with_properties(known: str, packed: str) -> bytes:
    if not known:
        known = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
        )
    numbers = [int(found) for found in re.findall(r'\bpid="(\d+)"', known)]
    first = max(numbers, default=1) + 1
    added = "".join(
        f'<property fmtid="{_PROPERTY_SET}" pid="{first + number}" name="{NAME}-{number}">'
        f"<vt:lpwstr>{escape(packed[start : start + PIECE])}</vt:lpwstr></property>"
        for number, start in enumerate(range(0, len(packed), PIECE))
    )
    return known.replace("</Properties>", f"{added}</Properties>").encode()


def read(content: bytes) -> Read:
    """Read a document; raises StampError."""
    bounded(content)
    with archive(content) as opened:
        if "word/document.xml" not in opened.namelist():
            raise UnreadableError("damaged")
        stamp = _stamp(opened)
    shown, pictures = shown_in(content)
    return Read("docx", stamp, shown, digest_of(shown), pictures)


def _stamp(opened: zipfile.ZipFile) -> Stamp:
    """Find the stamp in custom XML, else in the document's properties; raises StampError."""
    broken: StampError | None = None
    for name in opened.namelist():
        if name.startswith("customXml/") and name.endswith(".xml") and "/_rels/" not in name and "Props" not in name:
            found = _custom(opened, name)
            if found:
                try:
                    return unpacked(found)
                except StampError as error:
                    broken = error
    pieces = _properties(opened)
    if pieces:
        return unpacked("".join(pieces[number] for number in sorted(pieces)))
    raise broken or NoStampError("the document carries no stamp")


def _custom(opened: zipfile.ZipFile, name: str) -> str:
    """Give the packed stamp of a part of custom XML; empty where it is another's."""
    found: list[str] = []
    inside = False

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal inside
        inside = tag == "stamp" and NAMESPACE in attributes

    def words(data: str) -> None:
        if inside:
            found.append(data)

    parse(opened, name, start, words)
    return "".join("".join(found).split())


def _properties(opened: zipfile.ZipFile) -> dict[int, str]:
    found: dict[int, str] = {}
    if PROPERTIES not in opened.namelist():
        return found
    number: int | None = None

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal number
        if tag.rpartition(":")[2] == "property":
            named = _PIECE.fullmatch(attributes_of(attributes).get("name", ""))
            number = int(named[1]) if named else None

    def words(data: str) -> None:
        if number is not None:
            found[number] = found.get(number, "") + data.strip()

    parse(opened, PROPERTIES, start, words)
    return found


def shown_in(content: bytes) -> tuple[Shown, tuple[Picture, ...]]:
    """Give paragraphs, tables and native charts of a document's body, and its pictures; raises StampError."""
    with archive(content) as opened:
        body = _Body()
        parse(opened, "word/document.xml", body.start, body.text, body.end)
        relations = _relations(opened, "word/_rels/document.xml.rels")
        parts = [Part("text", "", tuple((words,) for words in body.paragraphs))]
        parts += [Part("table", str(number), rows) for number, rows in enumerate(body.tables, 1)]
        known = set(opened.namelist())
        charts = [relations.get(name, "") for name in body.charts]
        for number, name in enumerate((name for name in charts if name in known), 1):
            parts.append(Part("table", f"chart {number}", _chart(opened, name)))
        pictures = []
        for number, (name, title) in enumerate(body.pictures[:MOST_PICTURES], 1):
            target = relations.get(name, "")
            if target in known:
                pictures.append(Picture(str(number), opened.read(target), title))
        return tuple(parts), tuple(pictures)


class _Body:
    """The body of a document being read: what people see of it, fields that programs fill in anew left out."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.tables: list[tuple[tuple[Value, ...], ...]] = []
        self.pictures: list[tuple[str, str]] = []
        self.charts: list[str] = []
        self.pieces: list[list[str]] = []
        self.open: list[tuple[int, list[list[Value]]]] = []
        self.cells: list[list[str]] = []
        self.reading = False
        self.field = 0
        self.skipped = 0
        self.title = ""
        self.count = 0

    def start(self, name: str, attributes: list[str]) -> None:
        local = name.rpartition(":")[2]
        if local == "Fallback" or self.skipped:
            self.skipped += 1
        elif local == "p" and name.startswith("w"):
            self.pieces.append([])
        elif local == "t":
            self.reading = self.field == 0
        elif local in ("tab", "br", "cr") and self.pieces and name.startswith("w"):
            self.pieces[-1].append(" ")
        elif local == "fldChar":
            kind = attributes_of(attributes).get("fldCharType")
            self.field += {"begin": 1, "end": -1}.get(kind or "", 0)
            self.field = max(0, self.field)
        elif local == "tbl":
            self.tables.append(())
            self.open.append((len(self.tables) - 1, []))
        elif local == "tr" and self.open:
            self.open[-1][1].append([])
        elif local == "tc":
            self.cells.append([])
        elif local == "docPr":
            self.title = attributes_of(attributes).get("descr", "")[:200]
        elif local == "blip":
            self.pictures.append((attributes_of(attributes).get("embed", ""), self.title))
        elif local == "chart":
            self.charts.append(attributes_of(attributes).get("id", ""))

    def text(self, words: str) -> None:
        if self.reading and not self.skipped and self.pieces:
            self.pieces[-1].append(words)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self.skipped:
            self.skipped -= 1
        elif local == "t":
            self.reading = False
        elif local == "p" and name.startswith("w") and self.pieces:
            words = "".join(self.pieces.pop()).strip()
            if self.cells:
                self.cells[-1].append(words)
            elif words:
                self._count()
                self.paragraphs.append(words)
        elif local == "tc" and self.cells and self.open and self.open[-1][1]:
            self._count()
            self.open[-1][1][-1].append(" ".join(words for words in self.cells.pop() if words))
        elif local == "tbl" and self.open:
            place, rows = self.open.pop()
            self.tables[place] = tuple(tuple(row) for row in rows)

    def _count(self) -> None:
        self.count += 1
        if self.count > MOST_CELLS // 10:
            raise UnreadableError("large")


def _relations(opened: zipfile.ZipFile, part: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def start(tag: str, attributes: list[str]) -> None:
        given = attributes_of(attributes)
        if tag.rpartition(":")[2] == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"word/{target}")
            found[given.get("Id", "")] = place

    if part in opened.namelist():
        parse(opened, part, start)
    return found


def _chart(opened: zipfile.ZipFile, part: str) -> tuple[tuple[Value, ...], ...]:
    """Give the series of a native chart, a row each: its name and its saved values."""
    rows: list[list[Value]] = []
    pieces: list[str] | None = None

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal pieces
        local = tag.rpartition(":")[2]
        if local == "ser":
            rows.append([])
        elif local == "v":
            pieces = []

    def words(data: str) -> None:
        if pieces is not None:
            pieces.append(data)

    def end(tag: str) -> None:
        nonlocal pieces
        if tag.rpartition(":")[2] == "v" and pieces is not None:
            if rows and len(rows[-1]) < MOST_CELLS // 10:
                rows[-1].append("".join(pieces))
            pieces = None

    parse(opened, part, start, words, end)
    return tuple(tuple(row) for row in rows)
