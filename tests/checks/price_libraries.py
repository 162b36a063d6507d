"""Asks two public price libraries what a usage object costs, the way their own callers would.

An answer is a decimal amount in dollars, or `None` with the reason why the question cannot be put to that library: a
model it does not list, a place or a channel it has no word for. Nothing is fetched: both bring their prices with them.
"""

import hashlib
import logging
import os
import warnings
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_LOG"] = "ERROR"
warnings.simplefilter("ignore")

import genai_prices  # noqa: E402
import litellm  # noqa: E402
from genai_prices import data_snapshot  # noqa: E402
from litellm._internal_context import pinned_billing_time  # noqa: E402
from litellm.types.utils import CacheCreationTokenDetails, Usage  # noqa: E402

logging.disable(logging.CRITICAL)
litellm.suppress_debug_info = True

CACHE_WRITES = ["cache_write", "cache_write_5m", "cache_write_30m", "cache_write_1h", "cache_write_12h"]
CACHE_READS = ["cache_read", "cache_read_audio", "cache_read_image"]
INPUT = ["input", "input_audio", "input_image", "input_video", *CACHE_READS, *CACHE_WRITES]
OUTPUT = ["output", "output_audio", "output_image", "output_video"]


def at(vector):
    return datetime.fromisoformat(vector["at"]).astimezone(UTC)


def total(tokens, meters):
    return sum(tokens.get(meter, 0) for meter in meters)


class GenaiPrices:
    """genai-prices: dated prices, one context of service tier, batch and speed."""

    name = "genai-prices"
    data_files = [Path(genai_prices.__file__).parent / "data.py"]
    providers = {
        "openai": "openai",
        "anthropic": "anthropic",
        "google-aistudio": "google",
        "aws-bedrock": "aws",
        "azure-openai": "azure",
        "mistral": "mistral",
        "deepseek": "deepseek",
        "xai": "x-ai",
        "cohere": "cohere",
        "groq": "groq",
        "meta": "meta",
    }

    def ask(self, vector):
        provider = self.providers.get(vector["provider"])
        if provider is None:
            return None, "channel not listed"
        if vector["_geo"] not in ("global", "in-region") and vector["provider"] != "aws-bedrock":
            return None, "place has no word"
        if vector["_geo"] == "us-gov":
            return None, "place has no word"
        try:
            priced = genai_prices.calc_price(
                genai_prices.Usage(**self.usage(vector["tokens"])),
                vector["model"],
                provider_id=provider,
                genai_request_timestamp=at(vector),
                price_context=self.context(vector),
            )
        except LookupError:
            return None, "model not listed"
        return priced.total_price, ""

    @staticmethod
    def context(vector):
        tier = vector["_tier"]
        if tier == "batch":
            return {"processing": "batch"}
        if tier == "fast":
            return {"speed": "fast"}
        return None if tier == "standard" else {"service_tier": tier}

    @staticmethod
    def usage(tokens):
        """Its units are nested: a count holds all that are more special."""
        counts = {
            "input_tokens": total(tokens, INPUT),
            "output_tokens": total(tokens, OUTPUT),
            "cache_read_tokens": total(tokens, CACHE_READS),
            "cache_write_tokens": total(tokens, CACHE_WRITES),
            "cache_write_5m_tokens": tokens.get("cache_write_5m", 0),
            "cache_write_1h_tokens": tokens.get("cache_write_1h", 0),
            "input_audio_tokens": total(tokens, ["input_audio", "cache_read_audio"]),
            "cache_audio_read_tokens": tokens.get("cache_read_audio", 0),
            "input_image_tokens": total(tokens, ["input_image", "cache_read_image"]),
            "cache_image_read_tokens": tokens.get("cache_read_image", 0),
            "input_video_tokens": tokens.get("input_video", 0),
            "output_audio_tokens": tokens.get("output_audio", 0),
            "output_image_tokens": tokens.get("output_image", 0),
            "output_video_tokens": tokens.get("output_video", 0),
        }
        return counts


class Litellm:
    """litellm: the prices of the day its map was made, one field per combination."""

    name = "litellm"
    data_files = [Path(litellm.__file__).parent / "model_prices_and_context_window_backup.json"]
    providers = {
        "openai": "openai",
        "anthropic": "anthropic",
        "google-aistudio": "gemini",
        "google-vertex": "vertex_ai",
        "aws-bedrock": "bedrock",
        "azure-openai": "azure",
        "mistral": "mistral",
        "deepseek": "deepseek",
        "xai": "xai",
        "cohere": "cohere",
        "groq": "groq",
        "meta": "meta",
    }
    azure_places = {"global": ["global/", ""], "data-zone-eu": ["eu/"], "data-zone-us": ["us/"]}

    def ask(self, vector):
        if not vector["_present"]:
            return None, "knows the present only"
        provider = self.providers[vector["provider"]]
        model, provider = self.entry(vector, provider)
        if model is None:
            return None, provider
        options = {
            "model": model,
            "custom_llm_provider": provider,
            "usage_object": self.usage(vector),
            "service_tier": vector.get("service_tier"),
        }
        if vector["provider"] == "openai" and "region" in vector:
            options["data_residency"] = vector["region"]
        if vector["provider"] == "google-vertex" and "region" in vector:
            options["vertex_location"] = "us-central1"
        if vector["_tier"] == "batch":
            options["call_type"] = "aretrieve_batch"
        with pinned_billing_time(at(vector)):
            parts = litellm.cost_per_token(**options)
        return sum(Decimal(repr(float(part))) for part in parts), ""

    def entry(self, vector, provider):
        """Id and provider as its map spells them, or why there are none. Only ids that stand there are asked for, since
        it guesses others."""
        model, place = vector["model"], vector["_geo"]
        heads = [""]
        if vector["provider"] == "azure-openai":
            if place not in self.azure_places:
                return None, "place has no word"
            heads = self.azure_places[place]
        elif vector["provider"] == "aws-bedrock":
            if place == "us-gov":
                return None, "place has no word"
        elif place not in ("global", "in-region") and vector["provider"] not in ("anthropic", "openai", "google-vertex"):
            return None, "place has no word"
        for head in heads:
            name = f"{head}{model}"
            for key in (f"{provider}/{name}", name):
                entry = litellm.model_cost.get(key)
                if entry and family(entry.get("litellm_provider", "")) == family(provider):
                    return name, "cohere_chat" if entry["litellm_provider"] == "cohere_chat" else provider
        return None, "model not listed"

    @staticmethod
    def usage(vector):
        """The shape of the chat API: every part stands inside the prompt's and the completion's counts."""
        tokens = vector["tokens"]
        prompt, completion = total(tokens, INPUT), total(tokens, OUTPUT)
        details = {
            "cached_tokens": total(tokens, CACHE_READS),
            "audio_tokens": total(tokens, ["input_audio", "cache_read_audio"]),
            "image_tokens": total(tokens, ["input_image", "cache_read_image"]),
            "video_tokens": tokens.get("input_video", 0),
            "cache_creation_tokens": total(tokens, CACHE_WRITES),
        }
        if details["cached_tokens"]:
            details["cached_tokens_details"] = {
                "text_tokens": tokens.get("cache_read", 0),
                "audio_tokens": tokens.get("cache_read_audio", 0),
                "image_tokens": tokens.get("cache_read_image", 0),
            }
        if details["cache_creation_tokens"] and not tokens.get("cache_write"):
            details["cache_creation_token_details"] = CacheCreationTokenDetails(
                ephemeral_5m_input_tokens=tokens.get("cache_write_5m", 0),
                ephemeral_30m_input_tokens=tokens.get("cache_write_30m", 0),
                ephemeral_1h_input_tokens=tokens.get("cache_write_1h", 0),
                ephemeral_12h_input_tokens=tokens.get("cache_write_12h", 0),
            )
        usage = Usage(
            prompt_tokens=prompt,
            completion_tokens=completion,
            total_tokens=prompt + completion,
            prompt_tokens_details=details,
            completion_tokens_details={
                "text_tokens": tokens.get("output", 0),
                "audio_tokens": tokens.get("output_audio", 0),
                "image_tokens": tokens.get("output_image", 0),
                "video_tokens": tokens.get("output_video", 0),
            },
        )
        if vector["provider"] == "anthropic":
            usage.speed, usage.inference_geo = vector.get("speed"), vector.get("region", "global")
        return usage


def family(provider):
    """`bedrock_converse` and `vertex_ai-language-models` are the same seller as `bedrock` and `vertex_ai`."""
    for head in ("bedrock", "vertex_ai", "cohere"):
        if provider.startswith(head):
            return head
    return provider


def fingerprint(library):
    """SHA-256 of the prices the library brings."""
    digest = hashlib.sha256()
    for path in library.data_files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def listed():
    """Providers of genai-prices, so that a renamed one is noticed and not taken for models it lacks."""
    return {provider.id for provider in data_snapshot.get_snapshot().providers}
