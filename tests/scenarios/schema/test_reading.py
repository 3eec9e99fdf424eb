"""Reading YAML: plain data with lines, and refusals that say where."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.schema.errors import InputError
from scenarios.schema.reading import MAX_BYTES, MAX_DEPTH, Document, read_yaml, read_yaml_text, scalar


def read(text: str) -> Document:
    return read_yaml_text(text, "file.yaml")


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value


def test_plain_data_with_lines() -> None:
    document = read("a: 1\nb:\n  - x: 2.5\n  - {y: no, z: '3'}\nc: 2023-06-01\n")
    assert document.data == {"a": 1, "b": [{"x": 2.5}, {"y": "no", "z": "3"}], "c": "2023-06-01"}
    assert document.place(("b", 1, "z")).line == 4
    assert document.place(("b", 0, "x")).line == 3
    assert str(document.place(("b", 1, "unknown"))) == "file.yaml:4, b[1].unknown"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60", 60),
        ("-3", -3),
        ("0.3", 0.3),
        ("1e3", 1000.0),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("yes", "yes"),
        ("=", "="),
        ("６０", "６０"),
        (".inf", math.inf),
        ("9" * 5000, math.inf),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_duplicate_key_names_both_lines() -> None:
    error = refused("a:\n  b: 1\n  c: 2\n  b: 3\n")
    assert (error.code, error.where.line, error.where.key, error.values["first"]) == ("duplicate_key", 4, "a.b", 2)


def test_billion_laughs_is_refused_at_once() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.perf_counter()
    error = refused("\n".join(lines))
    assert error.code == "too_many_values"
    assert time.perf_counter() - started < 20  # unfolded it would take hours


def test_alias_chain_cannot_get_round_the_depth() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]
    assert refused("\n".join(lines)).code == "too_deep"


def test_small_aliases_are_read() -> None:
    assert read("a: &x {zh: 甲}\nb: *x\n").data == {"a": {"zh": "甲"}, "b": {"zh": "甲"}}


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_any_depth_is_refused_without_exhausting_the_stack(opening: str) -> None:
    error = refused("k: " + opening * 50_000)
    assert error.code == "too_deep"
    assert error.values["limit"] == MAX_DEPTH


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "file_empty", None),
        ("# only a comment\n", "file_empty", None),
        ("- 1\n- 2\n", "not_a_mapping", 1),
        ("just words", "not_a_mapping", 1),
        ("a: 1\nb: [1, 2\nc: 3\n", "not_yaml", 3),
        ("a: 1\n\tb: 2\n", "not_yaml", 2),
        ("a: 1\n---\nb: 2\n", "several_documents", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "tag", 1),
        ("a: !secret x\n", "tag", 1),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "merge_key", 3),
        ("? [a, b]\n: 1\n", "key_not_text", 1),
        ("a: &x [*x]\n", "alias_unknown", 1),
        ("a: *nowhere\n", "alias_unknown", 1),
        ("a: b: c\n", "not_yaml", 1),
    ],
)
def test_refusals_name_the_line(text: str, code: str, line: int | None) -> None:
    error = refused(text)
    assert (error.code, error.where.line) == (code, line)
    assert error.where.file == "file.yaml"
    assert "file.yaml" in str(error)


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "xihua.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_yaml(tmp_path / "xihwa.yaml")
    assert caught.value.code == "file_missing"
    assert caught.value.values["near"] == "xihua.yaml"


def test_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(tmp_path)
    assert caught.value.code in {"file_is_folder", "file_unreadable"}


@pytest.mark.parametrize("content", [b"PK\x03\x04\xff\xfe\x00", "城: 县".encode("gb18030")])
def test_other_encodings_and_workbooks_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_yaml(path)
    assert caught.value.code in {"not_utf8", "not_yaml"}


def test_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).data == {"a": 1}


def test_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(InputError) as caught:
        read_yaml(path)
    assert caught.value.code == "file_too_large"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        read(text)
    except InputError as error:
        assert str(error).strip()
