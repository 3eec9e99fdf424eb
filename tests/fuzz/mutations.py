"""Mutations of valid files: of bytes, of text, of the members of an archive, of a table's cells, of a stamp's content."""

from __future__ import annotations

import base64
import io
import json
import random
import zipfile
import zlib
from typing import Any

TOKENS = [
    *("0", "-1", "1e308", "1e999", "-0.0", "NaN", ".inf", "9" * 40, "1" * 5000, "null", "true", "~", "", " ", "\t"),
    *(
        "=1+1",
        "@x",
        "'",
        '"',
        "\\",
        "%s",
        "{}",
        "{0}",
        "[",
        "]",
        "{",
        "}",
        "<",
        ">",
        "&",
        "&amp;",
        "<!DOCTYPE x>",
        "\u202e",
        "\u0000",
    ),
    *(
        "../../etc/passwd",
        "/etc/passwd",
        "file:///x",
        "!!python/object:os.system",
        "&a",
        "*a",
        "<<: *a",
        "---",
        "...",
        "# x",
        ": ",
        "- ",
    ),
    *("万元", "亿元", "家", "%", "％", "二〇二五", "2035", "1899", "９", "是", "否", "规上", "小巨人"),
    *("A1:XFD1048576", "XFD1048576", "1048576", "-2147483649", "18446744073709551616"),
]


def of_bytes(content: bytes, dice: random.Random) -> bytes:
    """Flip, cut, double, insert and shuffle bytes."""
    data = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 4, 16])):
        if not data:
            return bytes(dice.randrange(256) for _ in range(dice.randrange(64)))
        place, what = dice.randrange(len(data)), dice.randrange(7)
        end = min(len(data), place + dice.choice([1, 2, 8, 64, 1024]))
        if what == 0:
            data[place] ^= 1 << dice.randrange(8)
        elif what == 1:
            data[place] = dice.choice([0, 255, 127, 128, 34, 39, 60])
        elif what == 2:
            del data[place:end]
        elif what == 3:
            data[place:place] = data[place:end] * dice.choice([1, 2, 30])
        elif what == 4:
            data[place:place] = dice.choice(TOKENS).encode("utf-8", "surrogatepass")
        elif what == 5:
            del data[place:]
        else:
            data[place:end] = bytes(dice.randrange(256) for _ in range(end - place))
    return bytes(data)


LONGEST_LINE = 20_000_000
"""Letters of a line that mutations may make; more would be a test of the fuzzer's own memory."""


def of_text(content: bytes, dice: random.Random) -> bytes:
    """Exchange words, lines and characters; now and then only bytes."""
    if dice.random() < 0.15:
        return of_bytes(content, dice)
    words = content.decode("utf-8-sig", "replace")
    for _ in range(dice.choice([1, 1, 2, 3, 8])):
        lines = words.split("\n")
        place, what = dice.randrange(len(lines)), dice.randrange(9)
        if what == 0:
            lines[place] = dice.choice(TOKENS)
        elif what == 1:
            lines.insert(place, lines[dice.randrange(len(lines))])
        elif what == 2:
            del lines[place]
        elif what == 3:
            at = dice.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:at] + dice.choice(TOKENS) + lines[place][at:]
        elif what == 4:
            cells = lines[place].split(dice.choice([",", ":", " ", ";"]))
            cells[dice.randrange(len(cells))] = dice.choice(TOKENS)
            lines[place] = dice.choice([",", ": ", " ", ";", "\t"]).join(cells)
        elif what == 5:
            other = dice.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        elif what == 6:
            lines[place] = dice.choice(["  ", "    ", "\t", "- "]) + lines[place]
        elif what == 7:
            lines[place:place] = [dice.choice(["[", "{a: ", "- ", "? "]) * dice.choice([5, 100, 3000])]
        else:
            times = dice.choice([2, 50])
            lines[place] = lines[place] * (times if len(lines[place]) * times <= LONGEST_LINE else 1)
        words = "\n".join(lines)
    return words.encode("utf-8", "surrogatepass")


def of_archive(content: bytes, dice: random.Random) -> bytes:
    """Mutate one member of an archive, drop, rename or add one; now and then the archive's own bytes."""
    if dice.random() < 0.25:
        return of_bytes(content, dice)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for _ in range(dice.choice([1, 1, 2, 3])):
        name, what = dice.choice(list(parts)), dice.randrange(8)
        if what == 0:
            del parts[name]
            if not parts:
                parts["x"] = b""
        elif what == 1:
            parts[dice.choice(["../../evil", "/tmp/evil", "xl/worksheets/sheet99.xml", "word/document.xml"])] = parts[
                name
            ]
        elif what == 2:
            parts[name] = b" " * dice.choice([10, 3_000_000])
        elif what == 3:
            parts[name] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' + parts[name]
        elif what == 4:
            parts[name] = parts[name].replace(b">", dice.choice([b"><a>", b"/>", b" x='1'>"]), dice.choice([1, 5, 100]))
        else:
            parts[name] = (of_text if dice.random() < 0.7 else of_bytes)(parts[name], dice)
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return paper.getvalue()


def of_letters(content: bytes, dice: random.Random) -> bytes:
    """Mutate what is packed in a link: its letters, or the JSON that they unfold to."""
    version, packed = content[:1], content[1:]
    if dice.random() < 0.4:
        return of_bytes(content, dice)
    raw = zlib.decompress(base64.urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)))
    other = of_plain(raw, dice)
    return version + base64.urlsafe_b64encode(zlib.compress(other, 9)).rstrip(b"=")


def of_plain(raw: bytes, dice: random.Random) -> bytes:
    """Mutate JSON: its values, its structure, or its text."""
    if dice.random() < 0.3:
        return of_text(raw, dice)
    data = json.loads(raw)
    for _ in range(dice.choice([1, 1, 2, 4])):
        data = _changed(data, dice)
    try:
        return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return raw


def _changed(data: Any, dice: random.Random) -> Any:
    """Change one value somewhere in plain data."""
    if isinstance(data, dict) and data and dice.random() < 0.9:
        key = dice.choice(list(data))
        what = dice.randrange(6)
        if what == 0:
            return {name: value for name, value in data.items() if name != key}
        if what == 1:
            return data | {dice.choice(TOKENS): data[key]}
        return data | {key: _changed(data[key], dice)}
    if isinstance(data, list) and data and dice.random() < 0.9:
        place = dice.randrange(len(data))
        if dice.random() < 0.2:
            return data[:place] + data[place:] * dice.choice([2, 40])
        return [*data[:place], _changed(data[place], dice), *data[place + 1 :]]
    return dice.choice(
        [None, True, -1, 0, 1e308, 10**30, -(10**30), "", [], {}, [[[[]]]], {"a": {"b": {}}}, dice.choice(TOKENS)]
    )
