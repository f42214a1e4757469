"""The census that the invented city resembles: bands, shares, the words of a reply."""

from collections.abc import Mapping
from typing import Literal

AgeBand = Literal["16-29", "30-44", "45-59", "60-74", "75+"]
Sex = Literal["femme", "homme", "autre"]
Housing = Literal["locataire HLM", "locataire privé", "propriétaire", "autre"]
Occupation = Literal["actif", "demandeur d'emploi", "étudiant", "retraité", "autre"]
HouseholdKind = Literal["single", "couple", "family", "single_parent", "other"]
Outcome = Literal[
    "met_accepted", "met_refused", "met_thinking", "absent_notice_left", "wrong_address", "moved"
]

REFERENCE_YEAR = 2026
"""Year in which ages are counted."""

AGE_BANDS: tuple[AgeBand, ...] = ("16-29", "30-44", "45-59", "60-74", "75+")

CENSUS: Mapping[str, Mapping[str, float]] = {
    # INSEE, urban unit 2019 (proxy): shares among people aged 15 or more, first band 15-29.
    "age_band": {"16-29": 0.353, "30-44": 0.195, "45-59": 0.185, "60-74": 0.163, "75+": 0.104},
    # INSEE, arrondissement 2020 (proxy): 47.9 % men; the third value is invented.
    "sex": {"femme": 0.518, "homme": 0.479, "autre": 0.003},
    # INSEE RP2022: 29.9 % owner-occupied main residences; the rest of the split is invented.
    "housing": {
        "locataire HLM": 0.27,
        "locataire privé": 0.40,
        "propriétaire": 0.299,
        "autre": 0.031,
    },
    # INSEE 2020, households of Poitiers.
    "household": {
        "single": 0.599,
        "couple": 0.163,
        "family": 0.116,
        "single_parent": 0.085,
        "other": 0.037,
    },
}

LABELS: Mapping[str, str] = {
    "femme": "Femme",
    "homme": "Homme",
    "autre": "Autre",
    "locataire HLM": "Locataire d'un logement social",
    "locataire privé": "Locataire dans le parc privé",
    "propriétaire": "Propriétaire de son logement",
    "actif": "En emploi",
    "demandeur d'emploi": "En recherche d'emploi",
    "étudiant": "En études",
    "retraité": "À la retraite",
}
"""Inclusive wording of the stored values, for screens."""
