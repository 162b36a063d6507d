"""Known differences: who says what, who is right, and how the other figure comes about.

A rule explains a difference only when its conditions hold and, wherever we give an exact amount ourselves, when the
library's amount is reached to the last digit by billing each meter the way the rule says the library does. The prices for
that are asked from `showback rate` again, under another tier, date, model or meter. So no rule can cover a difference it
does not account for.
"""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path

from price_vectors import INPUT

CONDITIONS = {"library", "channel", "model", "tier", "place", "meter", "only", "status", "reason", "over", "from", "to", "weekdays"}
TEXTS = {"id", "right", "why", "source"}
BILLED = {"tier", "at", "model", "channel", "as", "price", "factor", "band", "place"}
RIGHT = {"showback", "library", "both", "unknown"}
TOLERANCE = Decimal("1e-9")
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Rule:
    """One rule of known_differences.toml."""

    def __init__(self, table):
        self.id = table.get("id", "")
        self.table = table
        self.billed = table.get("library_bills", {})
        self.explained = 0
        self.example = table.get("example")
        unknown = set(table) - CONDITIONS - TEXTS - {"library_bills", "example"}
        missing = [name for name in sorted(TEXTS) if not table.get(name)]
        strange = {key for spec in self.billed.values() for key in spec} - BILLED
        if unknown or missing or strange or "library" not in table:
            raise SystemExit(f"rule {self.id!r}: unknown {sorted(unknown | strange)}, missing {missing}")
        if table["right"] not in RIGHT:
            raise SystemExit(f"rule {self.id!r}: right is one of {sorted(RIGHT)}")
        if not any(key in table for key in ("model", "tier", "meter", "only", "reason", "over")):
            raise SystemExit(f"rule {self.id!r} says nothing of models, tiers, meters or reasons: it would explain anything")

    def holds(self, library, vector, ours):
        """Whether the conditions are met by this question and our answer."""
        table = self.table
        meters = set(vector["tokens"])
        prompt = sum(vector["tokens"].get(meter, 0) for meter in INPUT)
        at = datetime.fromisoformat(vector["at"]).astimezone(UTC)
        return (
            one_of(table, "library", library)
            and one_of(table, "channel", vector["provider"])
            and globbed(table, "model", vector["model"])
            and one_of(table, "tier", vector["_tier"])
            and one_of(table, "place", vector["_geo"])
            and ("meter" not in table or bool(meters & set(words(table["meter"]))))
            and ("only" not in table or meters <= set(words(table["only"])))
            and one_of(table, "status", ours["status"])
            and ("reason" not in table or bool(reasons(ours) & set(words(table["reason"]))))
            and prompt > table.get("over", -1)
            and ("from" not in table or at >= moment(table["from"]))
            and ("to" not in table or at < moment(table["to"]))
            and one_of(table, "weekdays", WEEKDAYS[at.weekday()])
        )

    def spec(self, meter):
        return {**self.billed.get("all", {}), **self.billed.get(meter, {})}

    def questions(self, vector):
        """What is to be asked of us so that each meter's price under this rule is known: meter to usage line."""
        asked = {}
        for meter in vector["tokens"]:
            spec = self.spec(meter)
            if "price" not in spec:
                asked[meter] = question(vector, meter, spec)
        return asked

    def amount(self, vector, answers):
        """What the library arrives at by this rule; `None` when a price for it is not known."""
        whole = Decimal(0)
        for meter, quantity in vector["tokens"].items():
            spec = self.spec(meter)
            unit = Decimal(spec["price"]) / 1_000_000 if "price" in spec else unit_price(answers.get(meter), spec, meter)
            if unit is None:
                return None
            whole += quantity * unit * Decimal(spec.get("factor", "1"))
        return whole


def read(path):
    """The rules, and which prices of which libraries they are about."""
    table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    rules = [Rule(entry) for entry in table["rule"]]
    if len({rule.id for rule in rules}) != len(rules):
        raise SystemExit("two rules have one id")
    return rules, table["library"]


def question(vector, meter, spec):
    """The same request with its whole prompt on one meter, so that its band stays, and that meter's unit price is told."""
    billed = spec.get("as", meter)
    prompt = sum(vector["tokens"].get(name, 0) for name in INPUT)
    if spec.get("band") == "short":
        prompt = min(prompt, 1)
    if billed in INPUT:
        tokens = {billed: max(prompt, 1)}
    else:
        tokens = {**({"input": prompt} if prompt else {}), billed: 1_000_000}
    asked = {key: vector[key] for key in ("provider", "model", "at", "region") if key in vector}
    lane = spec.get("tier", vector["_tier"])
    asked.update(provider=spec.get("channel", asked["provider"]), tokens=tokens)
    asked.update(model=spec.get("model", asked["model"]), at=spec.get("at", asked["at"]))
    if "place" in spec:
        asked.pop("region", None)
        if vector["provider"] == "aws-bedrock":
            asked["model"] = elsewhere(asked["model"], vector["_geo"], spec["place"])
        elif spec["place"]:
            asked["region"] = spec["place"]
    return {**asked, **lane_words(lane)}


def elsewhere(model, place, other):
    """A Bedrock id tells its place as a prefix; without one it is in-region."""
    return other + ("." if other else "") + model.removeprefix(f"{place}.")


def lane_words(lane):
    """How a usage line says a tier."""
    if lane == "standard":
        return {}
    return {"batch": True} if lane == "batch" else {"speed": "fast"} if lane == "fast" else {"service_tier": lane}


def unit_price(answer, spec, meter):
    billed = spec.get("as", meter)
    for line in (answer or {}).get("lines", []):
        if line["meter"] == billed and line["status"] == "priced":
            return Decimal(line["cost"]) / Decimal(line["quantity"])
    return None


def is_same(one, other):
    """Equal but for what binary fractions add."""
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def reasons(answer):
    found = {reason["code"] for reason in answer["reasons"]}
    for line in answer["lines"]:
        found.update(reason["code"] for reason in line.get("reasons", []))
    return found


def words(value):
    return value if isinstance(value, list) else [value]


def one_of(table, key, value):
    return key not in table or value in words(table[key])


def globbed(table, key, value):
    return key not in table or any(fnmatchcase(value, pattern) for pattern in words(table[key]))


def moment(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise SystemExit(f"{value!r} is no date")
