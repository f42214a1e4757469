"""Refusals about proposals, their amendments and what the services say of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as later

SENTENCES = {
    "too_many_paragraphs": later("Une proposition a %(most)s paragraphes au plus : regroupez-en."),
    "paragraph_twice": later(
        "Deux passages ont la même clé : donnez-en une autre à l'un des deux."
    ),
    "amended_words": later(
        "L'assemblée a amendé un paragraphe : ses mots y restent, tels quels. Remettez : "
        "« %(words)s »"
    ),
    "submitted_words": later(
        "La proposition est soumise : seuls les paragraphes que l'assemblée a amendés changent."
    ),
    "nothing_changed": later("Rien n'a changé : modifiez le texte, ou quittez la page."),
    "two_positions": later("Un désaccord a au moins deux positions : écrivez-les."),
    "more_than_voters": later(
        "Il y a plus de signatures que de personnes qui pouvaient voter (%(most)s) : corrigez leur "
        "nombre."
    ),
    "test_asked_already": later("Cet avis a déjà été demandé à ce service pour cette version."),
    "other_service": later(
        "L'article %(article)s s'y oppose : cet avis est demandé à un autre service (%(service)s)."
    ),
    "conditions_needed": later("Un avis sous conditions dit lesquelles : écrivez-les."),
}
