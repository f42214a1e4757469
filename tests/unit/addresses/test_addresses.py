"""An address file is read whole, or every fault of it is told; a draw follows from its seed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alienor.cores.addresses import (
    AddressesInvalid,
    Place,
    draw_dwellings,
    read_addresses,
    read_places,
)
from alienor.cores.addresses.faults import AT_MOST, Fault, fault_codes

V13 = (
    "uid_adresse;cle_interop;commune_insee;commune_nom;commune_deleguee_insee;"
    "commune_deleguee_nom;voie_nom;lieudit_complement_nom;numero;suffixe;position;x;y;long;lat;"
    "cad_parcelles;source;date_der_maj;certification_commune"
)
V14 = V13.replace("uid_adresse", "id_ban_commune;id_ban_toponyme;id_ban_adresse")


def row(
    key: str = "86194_0149_00001",
    number: str = "1",
    *,
    street: str = "Rue des Écossais",
    suffix: str = "",
    insee: str = "86194",
    long: str = "0.34",
    position: str = "entrée",
) -> str:
    return (
        f";{key};{insee};Poitiers;;;{street};;{number};{suffix};{position};;;{long};46.57;;Ville;;1"
    )


def base(*rows: str, header: str = V13, encoding: str = "utf-8") -> bytes:
    return "\n".join([header, *rows, ""]).encode(encoding)


def faults_of(data: bytes) -> list[tuple[str, int | None, str]]:
    with pytest.raises(AddressesInvalid) as refusal:
        read_addresses(data)
    return [(fault.code, fault.line, fault.column) for fault in refusal.value.faults]


def test_both_versions_of_the_format_are_read() -> None:
    old = read_addresses(base(row()))
    new = read_addresses(base(";;" + row(), header=V14))
    assert (old.version, new.version) == ("1.3", "1.4")
    assert old.addresses == new.addresses
    assert old.addresses[0].line == "1, Rue des Écossais"
    assert old.addresses[0].longitude == 0.34


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_accents_survive_every_encoding(encoding: str) -> None:
    found = read_addresses(base(row(), encoding=encoding))
    assert found.addresses[0].street == "Rue des Écossais"
    assert found.encoding == ("windows-1252" if encoding == "windows-1252" else "utf-8")


def test_the_positions_of_one_address_are_merged() -> None:
    found = read_addresses(
        base(row(), row(position="bâtiment", long="0.35"), row("86194_0149_00003", "3"))
    )
    assert [address.number for address in found.addresses] == [1, 3]
    assert found.addresses[0].longitude == 0.34
    assert found.rows == 3


def test_a_street_without_numbers_is_left_out() -> None:
    found = read_addresses(base(row(), row("86194_0149_99999", "99999")))
    assert len(found.addresses) == 1
    assert found.unnumbered == 1


@pytest.mark.parametrize("rows", [[], [row("86194_0149_99999", "99999")]])
def test_a_file_without_a_numbered_address_is_refused(rows: list[str]) -> None:
    assert faults_of(base(*rows)) == [("no_address", None, "")]


def test_a_suffix_makes_another_address() -> None:
    found = read_addresses(base(row(), row("86194_0149_00001_bis", "1", suffix="BIS")))
    assert [address.line for address in found.addresses] == [
        "1, Rue des Écossais",
        "1 bis, Rue des Écossais",
    ]


def test_every_fault_is_told_with_its_line_and_column() -> None:
    assert faults_of(
        base(
            row("86194-0149-1"),
            row(insee="8619"),
            row(street=""),
            row(number="un"),
            row(number="2"),
            row(long="ouest"),
            row(long="nan"),
            "trop;court",
        )
    ) == [
        ("bad_key", 2, "cle_interop"),
        ("bad_commune", 3, "commune_insee"),
        ("no_street", 4, "voie_nom"),
        ("not_a_number", 5, "numero"),
        ("number_differs", 6, "numero"),
        ("not_a_number", 7, "long"),
        ("not_a_number", 8, "long"),
        ("wrong_width", 9, ""),
    ]


def test_one_key_for_two_addresses_is_a_fault() -> None:
    assert faults_of(base(row(), row(street="Rue de la Paix"))) == [
        ("key_shared", 3, "cle_interop")
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x81\x8d", "unreadable"),
        (V13.replace(";", ",").encode(), "wrong_separator"),
        (b"nom;prenom\nDupont;Jeanne\n", "missing_column"),
        (base(header=V13 + ";numero"), "repeated_column"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(data: bytes, code: str) -> None:
    assert faults_of(data)[0][0] == code


def test_every_missing_column_is_named() -> None:
    with pytest.raises(AddressesInvalid) as refusal:
        read_addresses(b"cle_interop;numero\n")
    assert [fault.params["column"] for fault in refusal.value.faults] == [
        "commune_insee",
        "commune_nom",
        "voie_nom",
        "suffixe",
    ]


def test_many_faults_are_counted_beyond_a_hundred() -> None:
    with pytest.raises(AddressesInvalid) as refusal:
        read_addresses(base(*[row("x")] * (AT_MOST + 7)))
    assert len(refusal.value.faults) == AT_MOST + 1
    assert refusal.value.faults[-1].params == {"count": 7}


def test_every_fault_has_a_sentence_in_two_languages() -> None:
    params = dict.fromkeys(
        ("column", "got", "wanted", "value", "key_number", "number", "other", "count"), 1
    )
    for code in fault_codes():
        fault = Fault(code=code, params=params, line=3, column="numero")
        french, english = fault.sentence("fr"), fault.sentence("en")
        assert french.startswith("Ligne 3, colonne numero")
        assert english.startswith("Line 3, column numero")
        assert french.endswith(".") and english.endswith(".")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for read in (read_addresses, read_places):
        try:
            read(data)
        except AddressesInvalid as refusal:
            assert refusal.faults


def test_places_give_dwellings_and_districts() -> None:
    data = "cle_interop;logements;quartier\n86194_0149_00001;12;Beaulieu\n86194_0149_00003;;\n"
    assert read_places(data.encode()) == {
        "86194_0149_00001": Place(dwellings=12, district="Beaulieu"),
        "86194_0149_00003": Place(dwellings=1, district=""),
    }


def test_places_with_faults_are_refused_whole() -> None:
    data = "cle_interop;logements\na;deux\nb;1\nb;2\n;3\n"
    with pytest.raises(AddressesInvalid) as refusal:
        read_places(data.encode())
    assert [(fault.code, fault.line) for fault in refusal.value.faults] == [
        ("not_a_number", 2),
        ("key_twice", 4),
        ("bad_key", 5),
    ]


@given(
    dwellings=st.lists(st.integers(0, 40), max_size=60),
    count=st.integers(0, 70),
    seed=st.text(max_size=8),
)
def test_a_draw_takes_each_address_once_and_never_an_empty_one(
    dwellings: list[int], count: int, seed: str
) -> None:
    drawn = draw_dwellings(dwellings, count=count, seed=seed)
    assert drawn == draw_dwellings(dwellings, count=count, seed=seed)
    indexes = [one.index for one in drawn]
    assert indexes == sorted(set(indexes))
    assert len(drawn) == min(count, sum(weight > 0 for weight in dwellings))
    assert all(1 <= one.dwelling <= dwellings[one.index] for one in drawn)


def test_chances_follow_the_dwellings() -> None:
    """One address of nine dwellings among nine houses: half the chances (binomial, 5 sigma)."""
    runs = 2_000
    first = sum(
        draw_dwellings([9] + [1] * 9, count=1, seed=str(run))[0].index == 0 for run in range(runs)
    )
    assert abs(first - runs / 2) < 5 * (runs / 4) ** 0.5
