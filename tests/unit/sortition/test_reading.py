"""The two files, and everything that can be wrong with them at once."""

import string

import pytest

from alienor.cores.sortition import (
    FAULT_CODES,
    Fault,
    Instance,
    Quota,
    Respondent,
    SortitionInvalid,
    instance_faults,
    model,
    read_instance,
    read_quotas,
    sentence,
)
from alienor.cores.sortition.faults import _SENTENCES

FEATURES = """feature,value,min,max,min_flex,max_flex
sexe,femme,1,2,0,3
sexe,homme,1,2,,
âge,16-29,0,2,,
âge,30+,1,3,,
"""
PEOPLE = """id,nom,sexe,âge,adresse,code postal
a1,Aïcha,femme,16-29,1 rue Haute,86000
b2,Bruno,homme,30+,1  Rue haute,86000
c3,Claire,femme,30+,,
"""


def faults_of(features: str, people: str, seats: int = 3, **more: object) -> list[Fault]:
    with pytest.raises(SortitionInvalid) as refused:
        read_instance(features=features, respondents=people, seats=seats, **more)
    return list(refused.value.faults)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_both_files_are_read(delimiter: str) -> None:
    found = read_instance(
        features="\ufeff" + FEATURES.replace(",", delimiter),
        respondents=PEOPLE.replace(",", delimiter).replace("\n", "\r\n"),
        seats=2,
        household_columns=("adresse", "code postal"),
    )
    assert found.quotas[0] == Quota(
        feature="sexe", value="femme", minimum=1, maximum=2, min_flex=0, max_flex=3
    )
    assert found.quotas[1].max_flex is None
    assert found.respondents[1] == Respondent(
        id="b2", values={"sexe": "homme", "âge": "30+"}, household="1 rue haute | 86000"
    )
    assert found.respondents[0].household == found.respondents[1].household
    assert found.respondents[2].household is None
    assert read_quotas(FEATURES) == found.quotas


def test_every_fault_is_listed_with_its_line_and_column() -> None:
    features = FEATURES.replace("16-29,0,2", "16-29,x,2").replace("homme,1,2", "homme,3,2")
    people = (
        PEOPLE + ",Driss,homme,30+,,\na1,Élodie,femme,30+,,\n"
        "\nf 6,Farid,hommes,30+,,\ng7,Gwen,femme,,,\n"
    )
    found = [(f.file, f.code, f.line, f.column) for f in faults_of(features, people)]
    assert found == [
        ("features", "not_a_number", 4, 3),
        ("features", "min_above_max", 3, None),
        ("features", "minimums_exceed_seats", None, None),
        ("respondents", "empty_id", 5, 1),
        ("respondents", "duplicate_id", 6, 1),
        ("respondents", "id_not_plain", 8, 1),
        ("respondents", "unknown_value", 8, 3),
        ("respondents", "empty_value", 9, 4),
    ]


def test_a_cell_over_two_lines_does_not_shift_the_lines() -> None:
    people = PEOPLE.replace("Aïcha", '"Aï\ncha"') + "d4,Driss,hom,30+,,\n"
    [fault] = faults_of(FEATURES, people)
    assert (fault.line, fault.column, fault.params["suggestion"]) == (6, 3, "homme")


def test_missing_columns_and_empty_files_are_named_once() -> None:
    found = faults_of("feature,value,max\nsexe,femme,2\n", PEOPLE)
    assert [(f.code, f.params.get("column")) for f in found] == [("features_column_missing", "min")]
    found = faults_of(FEATURES, PEOPLE.replace("âge", "age").replace("id,", "n°,"))
    assert [(f.code, f.params["column"]) for f in found] == [
        ("respondents_column_missing", "id"),
        ("respondents_column_missing", "âge"),
    ]
    assert [f.code for f in faults_of("", " \n")] == ["features_empty", "respondents_empty"]
    with pytest.raises(SortitionInvalid):
        read_quotas("feature,value,min,max\n,femme,1,2\nsexe,,1,2\n")


def test_quotas_that_contradict_the_seats_are_refused() -> None:
    more = "".join(f"{n},{n},femme,30+,,\n" for n in range(2))
    codes = [f.code for f in faults_of(FEATURES, PEOPLE.rstrip() + "\n" + more, seats=5)]
    assert codes == ["maximums_below_seats"]
    codes = [f.code for f in faults_of(FEATURES, PEOPLE, seats=5)]
    assert codes == ["too_few_candidates"], "no quota is at fault"
    codes = [f.code for f in faults_of(FEATURES, PEOPLE, seats=1)]
    assert codes == ["minimums_exceed_seats"]
    wrong = (
        Quota(feature="x", value="1", minimum=-1, maximum=2),
        Quota(feature="x", value="1", minimum=0, maximum=2, max_flex=1),
    )
    found = instance_faults(Instance(quotas=wrong, respondents=(), seats=0))
    assert [f.code for f in found] == [
        "no_seats",
        "negative_bound",
        "quota_twice",
        "flex_inside_bounds",
    ]


def test_people_already_selected_are_checked() -> None:
    found = faults_of(
        FEATURES,
        PEOPLE,
        seats=2,
        household_columns=("adresse",),
        already_selected=("a1", "b2", "c3", "z9"),
    )
    assert [f.code for f in found] == [
        "selected_unknown",
        "selected_exceed_seats",
        "selected_share_household",
    ]


def test_a_sentence_says_where_what_and_what_next() -> None:
    [fault] = faults_of(FEATURES, PEOPLE.replace("homme", "homm"))
    assert sentence(fault, "fr").replace("\u00a0", " ") == (
        "Fichier des personnes, ligne 3, colonne 3 : « homm », pour b2, n'a pas de quota dans "
        "« sexe ». Corrigez cette case, ou ajoutez un quota. Vouliez-vous « homme » ?"
    )
    assert sentence(fault, "en").startswith("People file, line 3, column 3: “homm”, for b2, has no")


@pytest.mark.parametrize("code", sorted(FAULT_CODES))
def test_every_fault_speaks_both_languages_with_the_same_facts(code: str) -> None:
    french, english = _SENTENCES[code]
    facts = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for text in (french, english)
    ]
    assert facts[0] == facts[1]
    assert french.endswith(".") and english.endswith(".")


def test_only_what_this_room_knows_has_a_sentence() -> None:
    with pytest.raises(TypeError):
        sentence(3, "fr")


def test_what_was_meant_is_looked_for_among_few_wrong_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five thousand wrong names of four hundred districts took minutes to be refused."""
    asked: list[str] = []

    def one(word: str, among: object) -> str:
        asked.append(word)
        return "a"

    monkeypatch.setattr(model, "nearest", one)
    wrong = [f"x{number}" for number in range(50)] * 2
    people = "id,s\n" + "".join(f"p{place},{value}\n" for place, value in enumerate(wrong))
    with pytest.raises(SortitionInvalid) as refused:
        read_instance(features="feature,value,min,max\ns,a,0,9\n", respondents=people, seats=3)
    assert asked == wrong[:20]
    assert sum(bool(fault.params["suggestion"]) for fault in refused.value.faults) == 40
