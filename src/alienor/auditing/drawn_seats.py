"""Seats that the lot gives go to its panel and its reserve, or a published derogation says not."""

from __future__ import annotations

from typing import Any

from alienor.auditing.bundles import Bundle, BundleBroken

RESIDENTS = ("drawn", "volunteer")
"""In a group, whoever is drawn sits for the college of their seat in the assembly."""


def check_drawn_seats(bundle: Bundle, frozen: dict[str, Any], held: dict[str, Any]) -> None:
    """No more seats were offered after these balls than the panel has, replacements and departures
    from the rules, as long as the reserve is not used up. Errors: BundleBroken."""
    colleges = RESIDENTS[:1] if frozen["body"] == "assembly" else RESIDENTS
    fallen = next(n for n, entry in enumerate(bundle.entries) if entry["act"] == held)
    later = [one for one in bundle.entries[fallen:] if one.get("edition") == bundle.edition]

    def acts(kind: str) -> list[dict[str, Any]]:
        return [one["act"] for one in later if one["type"].startswith(f"{kind}/")]

    if any(act["draw"] == frozen["draw"] for act in acts("draw_annulled")):
        return
    called = sum(
        act["draw"] == frozen["draw"] and act.get("arriving") is not None
        for act in acts("panel_replaced")
    )
    if called >= frozen["pool"] - frozen["seats"]:
        return
    offered = sum(
        act["body"] == frozen["body"] and act["college"] in colleges for act in acts("seat_offered")
    )
    departures = sum(act["breach"] == "outside_the_lot" for act in acts("derogated"))
    beyond = offered - frozen["seats"] - called - departures
    if beyond > 0:
        raise BundleBroken(
            f"draw {frozen['number']}: {beyond} seat(s) were offered to people whom neither the "
            "lot nor its reserve designates, and no derogation says why"
        )
