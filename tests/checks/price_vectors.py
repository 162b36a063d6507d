"""Random usage of the models of a price book: the same lines for the same seed.

What is drawn: channel, model, tier, place, instant and quantities. Prices are not looked at. Edges are drawn more often
than chance would: prompts of one token less, exactly at and one more than a band; the second before and after a price
begins; both ends of the hours of a clock, weekends and holidays; a tier or a meter that the model has no rate of.
"""

import random
import tomllib
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

# Both libraries are asked about these days: after the younger of their price lists was made, before the next known change.
PRESENT = (datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
HISTORY = (datetime(2024, 6, 1, tzinfo=UTC), datetime(2026, 11, 14, tzinfo=UTC))
# Models of which no date is known are asked about from here on.
UNDATED = datetime(2026, 10, 1, tzinfo=UTC)
PRESENT_SHARE = 0.72

CHANNELS = {
    "openai": 26,
    "anthropic": 18,
    "google-aistudio": 13,
    "google-vertex": 5,
    "aws-bedrock": 12,
    "azure-openai": 10,
    "mistral": 5,
    "deepseek": 6,
    "xai": 7,
    "cohere": 2,
    "groq": 3,
    "meta": 2,
}
TIERS = {
    "openai": ["batch", "flex", "priority", "ultrafast"],
    "anthropic": ["batch", "fast"],
    "google-aistudio": ["batch", "flex", "priority"],
    "google-vertex": ["batch", "flex", "priority"],
    "aws-bedrock": ["batch", "flex", "priority"],
    "azure-openai": ["batch", "priority"],
    "mistral": ["batch"],
    "xai": ["batch"],
    "groq": ["batch"],
}
PLACES = {"anthropic": ["us"], "openai": ["us", "eu"], "google-vertex": ["non-global"], "xai": ["us"]}
INPUT = [
    "input", "input_audio", "input_image", "input_video", "cache_read", "cache_read_audio", "cache_read_image",
    "cache_write", "cache_write_5m", "cache_write_30m", "cache_write_1h", "cache_write_12h",
]
OUTPUT = ["output", "output_audio", "output_image", "output_video"]
PREFIXES = ["global", "us", "eu", "apac", "jp", "au"]
CLOCK_EDGES = [0, 1, 4, 6, 10, 16]


class Model:
    """What the drawing needs to know of a model: which keys it has rates for, never the prices."""

    def __init__(self, channel, default_geo, table):
        self.channel, self.id = channel, table["id"]
        self.window = table.get("context_window")
        self.released = start(table["released"]) if "released" in table else None
        self.meters, self.bands, self.changes, self.keys, self.clocks = set(), set(), set(), set(), False
        for rate in table["rates"]:
            self.keys.add((rate.get("tier", "standard"), rate.get("geo", default_geo)))
            self.bands.add(rate.get("over", 0))
            self.meters.update(meter for meter in rate["price"] if meter in INPUT or meter in OUTPUT)
            self.changes.update(start(rate[end]) for end in ("from", "to") if end in rate)
            self.clocks |= "clock" in rate
        self.bands.discard(0)


def start(value):
    """A date or an instant of the book as an instant."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise SystemExit(f"{value} is no date")


def models(folder):
    """Models that are sold by the token, by channel."""
    by_channel = {channel: [] for channel in CHANNELS}
    for path in sorted(Path(folder).glob("*.toml")):
        book = tomllib.loads(path.read_text(encoding="utf-8"))
        if book.get("channel") not in by_channel:
            continue
        for table in book.get("model", []):
            model = Model(book["channel"], book["default_geo"], table)
            if model.meters:
                by_channel[model.channel].append(model)
    return by_channel


def vectors(folder, seed, count):
    """`count` usage objects; keys that begin with an underscore are for the comparison only."""
    by_channel = models(folder)
    return [{"id": f"v{place:04}", **one(random.Random(f"{seed}-{place}"), by_channel)} for place in range(count)]


def one(rng, by_channel):
    channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    ticket = rng.random()
    # The model with the highest lot: a model more or less in the book leaves the draws of all others as they are.
    model = max(by_channel[channel], key=lambda model: (zlib.crc32(f"{ticket}-{model.id}".encode()), model.id))
    while True:
        vector = usage_of(rng, model)
        if vector["tokens"]:
            return vector


def usage_of(rng, model):
    is_present = rng.random() < PRESENT_SHARE
    tier, geo = lane(rng, model)
    at = instant(rng, model, is_present)
    vector = {"provider": model.channel, "model": model.id, "at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    place(vector, model, geo)
    if tier == "batch":
        vector["batch"] = True
    elif tier == "fast":
        vector["speed"] = "fast"
    elif tier != "standard":
        vector["service_tier"] = tier
    vector["tokens"] = quantities(rng, model)
    return told(vector)


def told(vector):
    """The line with what the comparison wants to know of it: lane, place, and whether it is of the present."""
    at = datetime.fromisoformat(vector["at"]).astimezone(UTC)
    lane = "batch" if vector.get("batch") else vector.get("speed") or vector.get("service_tier", "standard")
    geo = "in-region" if vector["provider"] == "aws-bedrock" else "global"
    prefix, dot, _ = vector["model"].partition(".")
    if vector["provider"] == "aws-bedrock" and dot and prefix in PREFIXES:
        geo = prefix
    here = PRESENT[0] <= at < PRESENT[1]
    return {**vector, "_tier": lane, "_geo": vector.get("region", geo), "_present": here}


def lane(rng, model):
    """Tier and place: mostly one the model has rates for."""
    tier, geo = rng.choice(sorted(model.keys))
    if rng.random() < 0.2:
        tier = "standard"
    others = TIERS.get(model.channel, [])
    if others and rng.random() < 0.05:
        tier = rng.choice(others)
    if model.channel in PLACES and rng.random() < 0.15:
        geo = rng.choice(PLACES[model.channel])
    return tier, geo


def place(vector, model, geo):
    """Bedrock tells the place in the id; elsewhere it stands beside it, and the default is left out."""
    if model.channel == "aws-bedrock":
        if geo not in ("in-region", "us-gov"):
            vector["model"] = f"{geo}.{model.id}"
        elif geo == "us-gov":
            vector["region"] = geo
    elif geo != "global":
        vector["region"] = geo


def history(model):
    """From shortly before the first date known of a model, so that few questions are older than the model."""
    known = [at for at in [model.released, *model.changes] if at]
    first = min(known) - timedelta(days=20) if known else UNDATED
    return max(first, HISTORY[0]), HISTORY[1]


def instant(rng, model, is_present):
    first, last = PRESENT if is_present else history(model)
    if first >= last:
        first, last = PRESENT
    near = [at for at in sorted(model.changes) if first < at < last]
    if near and rng.random() < 0.3:
        at = rng.choice(near) + timedelta(seconds=rng.choice([-1, 0, 1]))
    else:
        at = first + timedelta(seconds=rng.randrange(int((last - first).total_seconds())))
        if model.clocks and rng.random() < 0.6:
            at = at.replace(hour=rng.choice(CLOCK_EDGES), minute=0, second=0) + timedelta(seconds=rng.choice([-1, 0, 1]))
    return min(max(at, first), last - timedelta(seconds=1))


def quantities(rng, model):
    """Disjoint meters: one prompt, spread over some of the meters the model has, and some output."""
    has = sorted(model.meters)
    sides = [meter for meter in has if meter in INPUT]
    wanted = [meter for meter in sides if meter == "input" or rng.random() < 0.45] or sides
    if rng.random() < 0.04 and "cache_read" not in wanted:
        wanted.append("cache_read")
    prompt = prompt_length(rng, model)
    tokens = spread(rng, wanted, prompt)
    for meter in has:
        if meter in OUTPUT and (meter == "output" or rng.random() < 0.4):
            tokens[meter] = rng.choice([0, 1, rng.randrange(1, 4_000), rng.randrange(1, 60_000)])
    return {meter: amount for meter, amount in tokens.items() if amount > 0}


def prompt_length(rng, model):
    if model.bands and rng.random() < 0.6:
        band = rng.choice(sorted(model.bands))
        return rng.choice([band - 1, band, band + 1, rng.randrange(1, band), band + rng.randrange(1, 200_000)])
    longest = min(model.window or 100_000, 100_000)
    return rng.choice([1, rng.randrange(1, 2_000), rng.randrange(1, longest)])


def spread(rng, meters, total):
    """The meters' shares of a prompt; they add up to it."""
    if not meters:
        return {}
    cuts = sorted(rng.randrange(total + 1) for _ in meters[1:])
    return dict(zip(meters, (b - a for a, b in zip([0, *cuts], [*cuts, total])), strict=True))
