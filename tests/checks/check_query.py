#!/usr/bin/env python3
"""Compares the JSON of `showback query` with the books of the provider simulator, exactly.

Usage: check_query.py BOOKS MEASURE:DIMENSION[,DIMENSION]=FILE ...

BOOKS holds JSON lines: one charge or usage row of the simulator's own books each. Each FILE is the JSON that
`showback query --measure MEASURE --by DIMENSION --json` printed for the same days. Money is compared as decimals,
quantities as integers: group by group, and in total. Exit code 1 names every difference.

Written without any part of the product: what a provider tells is restated here from its documentation.
"""

import json
import re
import sys
from collections import defaultdict
from decimal import Decimal, getcontext

getcontext().prec = 60
MODEL = re.compile(r"^[a-z0-9._:/-]*[0-9-][a-z0-9._:/-]*$")


def billed_model(row):
    """OpenAI's costs tell a model only inside the line item: what stands left of the last comma."""
    if row["provider"] != "openai":
        return row["model"] or ""
    left, comma, _ = row["line_item"].rpartition(", ")
    return left if comma and MODEL.match(left) else None


def dimension(row, name):
    if name == "day":
        return row["day"]
    if name == "month":
        return row["day"][:7]
    if name == "provider":
        return row["provider"]
    if name == "project":
        return row["project_id"]
    if name == "key":
        return row["key_id"] or ""
    if name == "model":
        return billed_model(row) if row["row"] == "charge" else row["model"]
    raise SystemExit(f"the books do not tell {name}")


def value(row, measure):
    if measure == "billed":
        return Decimal(row["amount_usd"]) if row["row"] == "charge" else None
    if row["row"] != "usage" or not row["is_tokens"]:
        return None
    return Decimal(row["quantity"])


def expected(books, measure, by):
    groups = defaultdict(Decimal)
    for row in books:
        amount = value(row, measure)
        if amount is not None:
            groups[tuple(dimension(row, name) for name in by)] += amount
    return groups


def answered(view, measure):
    groups = {}
    for row in view["rows"]:
        key = tuple(part["value"] for part in row["keys"])
        if key in groups:
            raise SystemExit(f"{key} is answered twice")
        if measure == "billed":
            if (row["amount"]["currency"], row["amount"]["basis"]) != ("USD", "billed"):
                raise SystemExit(f"{key} is not billed dollars")
            groups[key] = Decimal(row["amount"]["value"])
        else:
            groups[key] = Decimal(row["quantity"])
    return groups


def total(view, measure):
    if len(view["totals"]) != 1:
        raise SystemExit(f"expected one total, found {len(view['totals'])}")
    only = view["totals"][0]
    return Decimal(only["amount"]["value"] if measure == "billed" else only["quantity"])


def differences(books, view, measure, by):
    want, have = expected(books, measure, by), answered(view, measure)
    if len(have) != view["totalRows"]:
        yield f"{len(have)} rows answered of {view['totalRows']}"
    # A group of nothing is no difference: a provider may tell zero rows or none.
    for key in sorted(set(want) | set(have), key=str):
        if want.get(key, Decimal(0)) != have.get(key, Decimal(0)):
            yield f"{key}: the books say {want.get(key, 0)}, the answer {have.get(key, 0)}"
    whole = sum(want.values(), Decimal(0))
    if whole != total(view, measure):
        yield f"total: the books say {whole}, the answer {total(view, measure)}"
    if whole != sum(have.values(), Decimal(0)):
        yield "the rows do not foot to the total"


def main(arguments):
    with open(arguments[0], encoding="utf-8") as lines:
        books = [json.loads(line) for line in lines if line.strip()]
    failed = 0
    for argument in arguments[1:]:
        question, _, path = argument.partition("=")
        measure, _, by = question.partition(":")
        with open(path, encoding="utf-8") as answer:
            view = json.load(answer)
        found = list(differences(books, view, measure, by.split(",")))
        print(f"{question}: {len(view['rows'])} rows, total {total(view, measure)}, {len(found)} differences")
        for line in found[:20]:
            print(f"  {line}")
        failed += len(found)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1:]))
