"""Every message of the interface has its English."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from django.utils.translation import ngettext, override

TOOL = Path(__file__).parents[2] / "tools" / "messages.py"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_message_is_left_without_its_english() -> None:
    assert tool().missing() == []


def test_both_languages_have_the_same_facts_in_each_message() -> None:
    fact = re.compile(r"%\(\w+\)s|{\w+}")
    for message in tool().merge():
        if not message.id:
            continue
        french = message.id if isinstance(message.id, tuple | list) else [message.id]
        english = message.string if isinstance(message.string, tuple | list) else [message.string]
        for one, other in zip(french, english, strict=True):
            assert sorted(fact.findall(one)) == sorted(fact.findall(other)), one


def test_nothing_is_counted_in_the_singular_in_french_and_in_the_plural_in_english() -> None:
    said = {}
    for language in ("fr", "en"):
        with override(language):
            said[language] = [
                ngettext("%(count)s place", "%(count)s places", count) % {"count": count}
                for count in range(3)
            ]
    assert said["fr"] == ["0 place", "1 place", "2 places"]
    assert said["en"] == ["0 seats", "1 seat", "2 seats"]
