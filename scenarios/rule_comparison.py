"""The 2022 rules against the 2026 rules on one plan: what changes, in one table.

python -m scenarios.rule_comparison xihua --replicates 1000 --write

All runs use the same draws, so an enterprise differs only where a rule reaches it. The error beside a difference is two standard
errors of the paired difference.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from scenarios.compare import compare
from scenarios.loaded import load
from scenarios.result import RunResult
from scenarios.run import run

CHOICES: Final = ("2022", "2026", "calendar")
TARGET: Final = Path(__file__).resolve().parent.parent / "docs" / "rules-2022-2026.md"
HEADING: Final = {"2022": "63号文 (2022)", "2026": "2号文 (2026)", "calendar": "按施行日 (calendar)"}


def table(plan: str, replicates: int, seed: int) -> str:
    """Markdown table: each simulated target under both rulebooks and as they apply by date."""
    results = {choice: run(load(plan, rulebook=choice), replicates=replicates, seed=seed) for choice in CHOICES}
    lines = [
        f"| 目标 target | 要求 wanted | {' | '.join(HEADING[choice] for choice in CHOICES)} | 2号文 − 63号文 |",
        "|---|---|" + "---|" * (len(CHOICES) + 1),
    ]
    answers = {choice: _judged(result) for choice, result in results.items()}
    between = compare(load(plan, rulebook="2022"), load(plan, rulebook="2026"), replicates, seed)
    paired = {found.row.target.id: found for found in between.targets}
    for target, (label, wanted) in answers["2022"][1].items():
        cells = []
        for choice in CHOICES:
            entry = answers[choice][0][target]
            quantiles = entry["quantiles"]
            low, middle, high = (f"{quantiles[key]:.3g}" for key in ("p05", "p50", "p95"))
            cells.append(f"{low} / {middle} / {high}；{entry['probability']:.1%}")
        chance = paired[target].chance
        error = 2.0 * chance.standard_error
        lines.append(f"| {label} `{target}` | {wanted} | {' | '.join(cells)} | {chance.mean:+.1%} ± {error:.1%} |")
    version = results["2022"].to_json("zh")["results_version"]
    posterior = results["2022"].scenario.posterior
    drawn = {"zh": "先验（未校准）", "en": "the priors (未校准: not calibrated)"}
    if posterior is not None:
        drawn = {"zh": f"后验 {posterior.run_id}", "en": f"the posterior {posterior.run_id}"}
    head = (
        f"# 2022 年与 2026 年认定规则对照：{plan}\n\n"
        f"每格为 5% / 50% / 95% 分位和实现概率。重复 {replicates} 次，种子 {seed}，结果版本 {version}，参数取自{drawn['zh']}。\n"
        "当年线（cut-off）按施行日的规则求得，三种规则共用：这里只看条件本身的作用。\n\n"
        "± 为配对差的两倍标准误。\n\n"
        "Each cell: 5 / 50 / 95% quantiles and probability. Cut-offs are those found under the rules by date and are shared. "
        f"Parameters come from {drawn['en']}; ± is two standard errors of the paired difference.\n\n"
        f"Made by `python -m scenarios.rule_comparison {plan} --replicates {replicates} --write`.\n\n"
    )
    return head + "\n".join(lines) + "\n"


def _judged(result: RunResult) -> tuple[dict[str, dict[str, Any]], dict[str, tuple[str, str]]]:
    """Judged targets by id as in the JSON, and what each is called and wants; restated ones once."""
    found: dict[str, dict[str, Any]] = {}
    words: dict[str, tuple[str, str]] = {}
    labels = {answer.row.target.id: answer.row.target.label.zh for answer in result.answers}
    restated = {answer.row.target.id for answer in result.answers if answer.row.target.restates}
    for entry in result.to_json("zh")["targets"]:
        if entry["probability"] is not None and entry["id"] not in restated:
            found[entry["id"]] = entry
            words[entry["id"]] = (labels[entry["id"]], f"{entry['operator']} {entry['value']:g} {entry['unit']}")
    return found, words


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, or write it into the documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    text = table(chosen.plan, chosen.replicates, chosen.seed)
    if chosen.write:
        TARGET.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
