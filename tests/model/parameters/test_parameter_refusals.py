"""A parameter file that is not understood is refused, with file, line, key, what was expected and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.parameters import ParameterError, load_parameters

GOOD = """\
median_size:
  label: {zh: 中位规模, en: median size}
  meaning: {zh: 营收的中位数。, en: Median of revenue.}
  unit: 万元
  role: input
  kind: estimate
  prior: {form: normal, mean: 5.0, sd: 1.0, low: 0.0, high: 10.0}
  source: 某统计公报 2023
  confidence: high
  used_from: main
"""


def refused(folder: Path, **files: str) -> ParameterError:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as refusal:
        load_parameters(folder)
    return refusal.value


def test_the_good_entry_loads(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    assert load_parameters(tmp_path)["median_size"].prior.numbers == {"mean": 5.0, "sd": 1.0}


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "line"),
    [
        ("  unit: 万元\n", "  units: 万元\n", "unknown_key", "median_size.units", 4),
        ("  unit: 万元\n", "", "missing_key", "median_size.unit", 1),
        ("  unit: 万元\n", '  unit: ""\n', "wrong_value", "median_size.unit", 4),
        ("  source: 某统计公报 2023\n", "", "missing_key", "median_size.source", 1),
        ("  source: 某统计公报 2023\n", '  source: " "\n', "wrong_value", "median_size.source", 8),
        ("  kind: estimate\n", "  kind: fact\n", "wrong_value", "median_size.kind", 6),
        ("  role: input\n", "  role: output\n", "wrong_value", "median_size.role", 5),
        ("zh: 中位规模, ", "", "missing_key", "median_size.label.zh", 2),
        ("form: normal", "form: gaussian", "unknown_form", "median_size.prior.form", 7),
        ("form: normal", "form: normall", "unknown_form", "median_size.prior.form", 7),
        ("sd: 1.0", "std: 1.0", "unknown_key", "median_size.prior.std", 7),
        ("sd: 1.0, ", "", "missing_key", "median_size.prior.sd", 7),
        ("sd: 1.0", "sd: -1.0", "not_positive", "median_size.prior.sd", 7),
        ("mean: 5.0", "mean: .nan", "not_a_number", "median_size.prior.mean", 7),
        ("mean: 5.0", 'mean: "5.0"', "not_a_number", "median_size.prior.mean", 7),
        ("mean: 5.0", "mean: true", "not_a_number", "median_size.prior.mean", 7),
        ("mean: 5.0", "mean: 50.0", "out_of_range", "median_size.prior.mean", 7),
        ("low: 0.0, high: 10.0", "low: 10.0, high: 0.0", "low_above_high", "median_size.prior.low", 7),
        ("high: 10.0", "high: .inf", "not_a_number", "median_size.prior.high", 7),
        (
            "{form: normal, mean: 5.0, sd: 1.0, low: 0.0, high: 10.0}",
            "{form: beta, a: 2, b: 3, low: 0, high: 2}",
            "out_of_range",
            "median_size.prior.high",
            7,
        ),
        (
            "{form: normal, mean: 5.0, sd: 1.0, low: 0.0, high: 10.0}",
            "{form: triangular, left: 3, mode: 2, right: 4, low: 0, high: 9}",
            "out_of_range",
            "median_size.prior.mode",
            7,
        ),
        ("median_size:", "Median-Size:", "wrong_name", "Median-Size", 1),
        (
            "  confidence: high\n",
            "  confidence: high\n  confidence: low\n",
            "duplicate_key",
            "median_size.confidence",
            10,
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, code: str, key: str, line: int) -> None:
    assert old in GOOD
    mistake = refused(tmp_path, a=GOOD.replace(old, new))
    assert (mistake.code, mistake.key, mistake.line) == (code, key, line)
    assert mistake.file == str(tmp_path / "a.yaml")
    assert mistake.expected and mistake.remedy
    assert f"{mistake.file}:{line}" in str(mistake)


@pytest.mark.parametrize(
    ("old", "new", "nearest"),
    [("  unit:", "  units:", "unit"), ("form: normal", "form: normall", "normal"), ("sd:", "sdd:", "sd")],
)
def test_the_nearest_right_name_is_offered(tmp_path: Path, old: str, new: str, nearest: str) -> None:
    assert refused(tmp_path, a=GOOD.replace(old, new)).nearest == nearest


def test_a_name_in_two_files_is_refused_and_both_places_told(tmp_path: Path) -> None:
    mistake = refused(tmp_path, a=GOOD, b="# second\n" + GOOD)
    assert (mistake.code, mistake.key, mistake.line) == ("duplicate_name", "median_size", 2)
    assert "a.yaml:1" in mistake.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [1, 2", "not_yaml"),
        ("- a\n- b\n", "not_a_mapping"),
        ("", "not_a_mapping"),
        ("a: &x {b: 1}\nc: *x\n", "alias"),
        ("a: !!python/object/apply:os.system ['true']\n", "tag"),
        ("a: 1\n---\nb: 2\n", "several_documents"),
        ("a:\n  <<: {b: 1}\n", "merge_key"),
        ("? [1, 2]\n: 3\n", "key_not_text"),
        ("a: " + "[" * 200 + "]" * 200, "too_deep"),
        ("a: 5\n", "not_an_entry"),
        ("# " + "x" * 1_000_001, "file_too_large"),
    ],
)
def test_files_that_are_not_plain_data_are_refused(tmp_path: Path, text: str, code: str) -> None:
    assert refused(tmp_path, a=text).code == code


def test_a_billion_laughs_is_refused_at_its_first_alias(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    mistake = refused(tmp_path, a="\n".join(lines))
    assert (mistake.code, mistake.line) == ("alias", 2)


def test_text_that_is_not_utf8_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="no parameters"):
        load_parameters(tmp_path)
    (tmp_path / "a.yaml").write_bytes("名: 值".encode("gbk"))
    with pytest.raises(ParameterError, match="not utf8"):
        load_parameters(tmp_path)
