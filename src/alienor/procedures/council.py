"""From the final vote to the council: the file is made of the text that the assembly adopted."""

from __future__ import annotations

from alienor.platform.actors import Actor
from alienor.platform.acts import Clock, action
from alienor.platform.errors import WrongState
from alienor.stages.followup.council import PointText, transmit_file
from alienor.stages.followup.models import CouncilFile
from alienor.stages.founding.models import Edition
from alienor.stages.polls.queries import published_polls_of
from alienor.stages.proposals.models import FinalText, TestSheet
from alienor.stages.proposals.queries import clauses_of, final_text_of, minority_opinions_of


@action
def transmit_final_text(
    *, edition_id: int, letter: str, actor: Actor, clock: Clock, derogation: str = ""
) -> CouncilFile:
    """Transmit the adopted text, point by point, with what goes with it: the votes, the services'
    opinions, the minority opinions.

    Who: an organiser (`followup.transmit`). Register: `file_transmitted`. Errors: those of
    `transmit_file`; WrongState where the assembly has adopted no text.
    """
    edition = Edition.objects.select_related("rules").get(pk=edition_id)
    final = final_text_of(edition)
    if final is None or final.state != FinalText.State.ADOPTED:
        raise WrongState(state=final.state if final else "drafted", wanted=("adopted",))
    clauses = list(clauses_of(final))
    tests = TestSheet.objects.filter(proposal__edition=edition, answered_at__isnull=False).count()
    contents = [
        f"Le texte voté, en {len(clauses)} points",
        f"Les résultats des {published_polls_of(edition).count()} votes",
        f"Les {tests} avis des services",
        f"Les opinions minoritaires ({minority_opinions_of(edition).count()})",
    ]
    return transmit_file(
        edition_id=edition_id,
        points=[
            PointText(key=clause.key, title=str(clause.title), text=str(clause.text))
            for clause in clauses
        ],
        contents=contents,
        letter=letter,
        derogation=derogation,
        actor=actor,
        clock=clock,
    )
