#!/usr/bin/env python3
"""Compares `showback rate` with two public price libraries on random usage, and explains every difference.

Usage: differential.py --showback BINARY --prices FOLDER --rules FILE --keep FOLDER [--seed N] [--count N] [--lax]

Exit code 1 when a difference is not explained by a rule, when a rule explains nothing any more, or when a library brings
other prices than the rules were written for. With --lax stale rules are only told: for runs with other seeds.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from decimal import Decimal, getcontext
from pathlib import Path

import price_libraries
import price_rules
from price_vectors import told, vectors

getcontext().prec = 50


def options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("showback", "prices", "rules", "keep"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--lax", action="store_true")
    return parser.parse_args()


def rate(showback, lines, path):
    """One answer a line, in order."""
    path.write_text("".join(json.dumps(public(line)) + "\n" for line in lines), encoding="utf-8")
    asked = subprocess.run([showback, "rate", path, "--json"], capture_output=True, text=True, encoding="utf-8")
    if asked.returncode != 0:
        raise SystemExit(f"showback rate {path} ended with {asked.returncode}: {asked.stderr.strip()}")
    answers = [json.loads(line, parse_float=Decimal) for line in asked.stdout.splitlines()]
    if len(answers) != len(lines):
        raise SystemExit(f"{len(lines)} lines asked, {len(answers)} answered")
    return answers


def public(line):
    return {key: value for key, value in line.items() if not key.startswith("_")}


class Comparison:
    """One library against our answers."""

    def __init__(self, library, drawn, ours):
        self.library = library
        self.counts, self.not_asked = Counter(), Counter()
        self.differences = []
        for vector, answer in zip(drawn, ours, strict=True):
            self.compare(vector, answer)

    def compare(self, vector, answer):
        try:
            theirs, why = self.library.ask(vector)
        except Exception as refusal:  # noqa: BLE001: whatever it raises, it gives no amount
            theirs, why = None, f"refused: {type(refusal).__name__}: {' '.join(str(refusal).split())[:70]}"
        # Examples of rules are there to differ: they are explained like all others and counted nowhere.
        is_random = not vector.get("_example")
        if theirs is None:
            self.not_asked[why] += is_random
        elif answer["status"] == "priced" and price_rules.is_same(theirs, Decimal(answer["cost"])):
            self.counts["same"] += is_random
        elif answer["status"] == "range" and is_inside(theirs, answer):
            self.counts["inside our range"] += is_random
        else:
            self.counts["different, both priced" if answer["status"] == "priced" else "different, not priced by us"] += is_random
            self.differences.append((vector, answer, theirs))

    def agreement(self):
        both = self.counts["different, both priced"] + self.counts["same"]
        share = Decimal(100 * self.counts["same"]) / both if both else Decimal(0)
        return f"{self.counts['same']} of {both} amounts that both give are the same: {share:.1f} %"


def is_inside(theirs, answer):
    low, high = Decimal(answer["cost"]), Decimal(answer.get("cost_high", answer["cost"]))
    return low <= theirs <= high or price_rules.is_same(theirs, low) or price_rules.is_same(theirs, high)


def explain(rules, comparisons, showback, keep):
    """Finds the rule of each difference; returns those that have none."""
    tried, lines = [], []
    for comparison in comparisons:
        for vector, answer, theirs in comparison.differences:
            candidates = [rule for rule in rules if rule.holds(comparison.library.name, vector, answer)]
            asked = []
            for rule in candidates:
                questions = rule.questions(vector) if rule.billed else {}
                asked.append((rule, {meter: len(lines) + place for place, meter in enumerate(questions)}))
                lines.extend(questions.values())
            tried.append((comparison.library.name, vector, answer, theirs, asked))
    answers = rate(showback, lines, keep / "hypotheses.jsonl") if lines else []
    left = []
    for library, vector, answer, theirs, asked in tried:
        rule = next((rule for rule, places in asked if accounts(rule, vector, answer, theirs, places, answers)), None)
        if rule is None:
            left.append((library, vector, answer, theirs, [rule.id for rule, _ in asked]))
        else:
            rule.explained += 1
    return left


def accounts(rule, vector, answer, theirs, places, answers):
    """Whether the rule leads to the library's amount. Where we give no exact amount, naming why can be enough."""
    if not rule.billed:
        return answer["status"] != "priced"
    amount = rule.amount(vector, {meter: answers[place] for meter, place in places.items()})
    return amount is not None and price_rules.is_same(amount, theirs)


def check_libraries(stated):
    wrong = []
    for library in (price_libraries.GenaiPrices, price_libraries.Litellm):
        found = price_libraries.fingerprint(library)
        if found != stated[library.name]["prices_sha256"]:
            wrong.append(f"{library.name} brings other prices ({found}) than the rules were written for")
    missing = set(price_libraries.GenaiPrices.providers.values()) - price_libraries.listed()
    return wrong + [f"genai-prices has no provider {name}" for name in sorted(missing)]


def report(comparisons, rules, left):
    for comparison in comparisons:
        print(f"\n{comparison.library.name}: {comparison.agreement()}")
        for what, count in sorted(comparison.counts.items()):
            print(f"  {count:5} {what}")
        for why, count in sorted(comparison.not_asked.items(), key=lambda item: -item[1]):
            print(f"  {count:5} not compared: {why}")
    by_right = defaultdict(int)
    print("\nDifferences by rule, with who is right:")
    for rule in rules:
        by_right[rule.table["right"]] += rule.explained
        print(f"  {rule.explained:5} {rule.id}: {rule.table['right']}")
    print("right: " + ", ".join(f"{right} {count}" for right, count in sorted(by_right.items())))
    for library, vector, answer, theirs, tried in left[:60]:
        print(f"unexplained: {library} says {theirs.normalize():f}, we say {said(answer)}: {json.dumps(public(vector))}")
        print(f"    rules that came close: {', '.join(tried) or 'none'}")


def said(answer):
    codes = " ".join(sorted(price_rules.reasons(answer)))
    high = f" to {answer['cost_high']}" if answer.get("cost_high") else ""
    return f"{answer['status']} {answer['cost']}{high} ({codes})" if codes else f"{answer['status']} {answer['cost']}{high}"


def main():
    ask = options()
    ask.keep.mkdir(parents=True, exist_ok=True)
    rules, stated = price_rules.read(ask.rules)
    wrong = check_libraries(stated)
    drawn = vectors(ask.prices, ask.seed, ask.count)
    drawn += [{**told({"id": rule.id, **rule.example}), "_example": True} for rule in rules if rule.example]
    ours = rate(ask.showback, drawn, ask.keep / "vectors.jsonl")
    libraries = [price_libraries.GenaiPrices(), price_libraries.Litellm()]
    comparisons = [Comparison(library, drawn, ours) for library in libraries]
    left = explain(rules, comparisons, ask.showback, ask.keep)
    statuses = dict(Counter(answer["status"] for answer in ours))
    examples = len(drawn) - ask.count
    print(f"{ask.count} random usage objects (seed {ask.seed}), {examples} examples of rules; our answers: {statuses}")
    report(comparisons, rules, left)
    stale = [rule.id for rule in rules if rule.explained == 0]
    if stale:
        print(f"stale, they explain nothing: {', '.join(stale)}")
    for line in wrong:
        print(line)
    whole = sum(len(comparison.differences) for comparison in comparisons)
    print(f"\n{whole} differences, {whole - len(left)} explained, {len(left)} unexplained, {len(stale)} stale rules")
    return 1 if left or wrong or (stale and not ask.lax) else 0


if __name__ == "__main__":
    sys.exit(main())
