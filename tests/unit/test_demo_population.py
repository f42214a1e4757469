"""The invented city: the same for a seed, near the census, thin where it should be."""

import csv
import io
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from alienor import demo
from alienor.demo import population
from alienor.demo.population import (
    AGE_BANDS,
    BAL_HEADER,
    CENSUS,
    DEMO_SEED,
    Address,
    DoorVisit,
    Household,
    Resident,
    address_base,
    address_districts,
    address_dwellings,
    addresses,
    doors,
    household_at,
    households,
    lambert93,
    residents,
    residents_of,
    streets,
    until_acceptances,
)
from alienor.demo.volunteers import given_and_family

SMALL = 700
TEXTS = Path(demo.__file__).parent / "texts"


@pytest.fixture(scope="module")
def city() -> tuple[Address, ...]:
    return addresses(DEMO_SEED)


@pytest.fixture(scope="module")
def homes() -> tuple[Household, ...]:
    return households(DEMO_SEED, addresses(DEMO_SEED, SMALL * 3))


@pytest.fixture(scope="module")
def people(homes: tuple[Household, ...]) -> tuple[Resident, ...]:
    return residents(DEMO_SEED, homes)


@pytest.fixture(scope="module")
def visits(city: tuple[Address, ...]) -> tuple[DoorVisit, ...]:
    return doors(DEMO_SEED, city)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(address_base(DEMO_SEED, SMALL)), delimiter=";"))


def shares(values: list[str]) -> dict[str, float]:
    return {value: n / len(values) for value, n in Counter(values).items()}


# --- the address base


def test_the_header_of_the_address_base_is_the_one_of_version_1_3():
    assert address_base(DEMO_SEED, SMALL).splitlines()[0] == BAL_HEADER
    assert len(BAL_HEADER.split(";")) == 19


def test_the_same_seed_gives_the_same_file_and_another_seed_another():
    assert address_base(3, SMALL) == address_base(3, SMALL)
    assert address_base(3, SMALL) != address_base(4, SMALL)


def test_the_file_holds_as_many_distinct_addresses_as_asked(rows):
    assert len({row["cle_interop"] for row in rows}) == SMALL
    assert len(addresses(DEMO_SEED)) == 6_500


def test_every_row_is_of_poitiers_and_its_key_agrees_with_its_number_and_suffix(rows):
    for row in rows:
        assert (row["commune_insee"], row["commune_nom"]) == ("86194", "Poitiers")
        insee, street, number, *suffix = row["cle_interop"].split("_")
        assert insee == "86194"
        assert len(street) == 4
        assert number == f"{int(row['numero']):05d}"
        assert suffix == ([row["suffixe"]] if row["suffixe"] else [])


def test_the_edge_cases_of_real_files_are_there(rows):
    by_key = Counter(row["cle_interop"] for row in rows)
    assert max(by_key.values()) >= 2
    shared = {row["position"] for row in rows if by_key[row["cle_interop"]] > 1}
    assert len(shared) >= 2
    assert any(row["suffixe"] == "bis" for row in rows)
    assert any(row["numero"] == "99999" for row in rows)
    assert any(row["uid_adresse"] == "" for row in rows)


def test_positions_are_in_poitiers_in_both_systems(rows):
    for row in rows:
        lon, lat = float(row["long"]), float(row["lat"])
        assert 0.28 < lon < 0.43
        assert 46.53 < lat < 46.63
        x, y = lambert93(lon, lat)
        assert abs(float(row["x"]) - x) < 0.1
        assert abs(float(row["y"]) - y) < 0.1


def test_lambert93_has_its_origin_where_ign_puts_it():
    x, y = lambert93(3.0, 46.5)
    assert x == pytest.approx(700_000, abs=0.01)
    assert y == pytest.approx(6_600_000, abs=0.01)


def test_districts_and_dwellings_are_kept_apart_and_cover_every_address(rows):
    keys = {row["cle_interop"] for row in rows}
    assert set(address_districts(DEMO_SEED, SMALL)) == keys
    dwellings = address_dwellings(DEMO_SEED, SMALL)
    assert set(dwellings) == keys
    assert all(n == 0 for key, n in dwellings.items() if "_99999" in key)
    assert all(n >= 1 for key, n in dwellings.items() if "_99999" not in key)


def test_all_ten_districts_have_streets_and_addresses(city):
    assert len(population.districts()) == 10
    assert {street.district for street in streets()} == set(population.districts())
    assert min(Counter(address.district for address in city).values()) > 400


# --- people


def test_a_part_of_the_city_equals_the_same_part_of_the_whole():
    some = addresses(DEMO_SEED, SMALL)
    whole = households(DEMO_SEED, some)
    address = next(a for a in some if a.dwellings > 3)
    alone = [household_at(DEMO_SEED, address, n) for n in range(1, address.dwellings + 1)]
    assert [home for home in alone if home] == [h for h in whole if h.address_id == address.id]
    assert residents_of(DEMO_SEED, whole[5]) == tuple(
        person for person in residents(DEMO_SEED, whole) if person.household_id == whole[5].id
    )


def test_ages_are_near_the_census(people):
    seen = shares([person.age_band for person in people])
    for band, share in CENSUS["age_band"].items():
        assert seen[band] == pytest.approx(share, abs=0.03)


def test_sexes_are_near_the_census(people):
    seen = shares([person.sex for person in people])
    assert seen["homme"] == pytest.approx(0.479, abs=0.025)
    assert 0 < seen["autre"] < 0.01


def test_households_and_owners_are_near_the_census(city):
    homes = households(DEMO_SEED, city)
    kinds = shares([home.kind for home in homes])
    for kind, share in CENSUS["household"].items():
        assert kinds[kind] == pytest.approx(share, abs=0.02)
    owners = shares([home.housing for home in homes])["propriétaire"]
    assert owners == pytest.approx(CENSUS["housing"]["propriétaire"], abs=0.02)


def test_activity_is_near_the_census(people):
    of_working_age = [p.occupation for p in people if 15 <= 2026 - p.birth_year <= 64]
    seen = shares(of_working_age)
    active = seen["actif"] + seen["demandeur d'emploi"]
    assert active == pytest.approx(39_522 / 62_989, abs=0.05)
    assert seen["demandeur d'emploi"] / active == pytest.approx(6_337 / 39_522, abs=0.03)


def test_birth_years_fit_age_bands(people):
    for person in people:
        age = population.REFERENCE_YEAR - person.birth_year
        low = int(person.age_band.rstrip("+").split("-")[0])
        high = 200 if person.age_band == "75+" else int(person.age_band.split("-")[1])
        assert low <= age <= high
    assert {person.age_band for person in people} == set(AGE_BANDS)


def test_nobody_can_be_reached_by_accident(people):
    for person in people:
        assert person.email or person.phone
        if person.email:
            assert person.email.isascii()
            assert person.email.endswith("@exemple.invalid")
        if person.phone:
            assert person.phone.startswith("06 39 98 ")
            assert len(person.phone) == len("06 39 98 00 00")


def test_ids_and_emails_are_unique(people):
    assert len({person.id for person in people}) == len(people)
    emails = [person.email for person in people if person.email]
    assert len(set(emails)) == len(emails)


# --- doors


def test_doors_are_the_same_for_a_seed(city, visits):
    assert doors(DEMO_SEED, city) == visits
    assert len(visits) == 2_000
    assert len({visit.address_id for visit in visits}) == 2_000


def test_about_forty_five_in_a_hundred_are_met_and_some_140_accept(visits):
    outcomes = Counter(visit.outcome for visit in visits)
    met = sum(n for outcome, n in outcomes.items() if outcome.startswith("met_"))
    assert 860 <= met <= 940
    assert 134 <= outcomes["met_accepted"] <= 146
    assert set(outcomes) == {
        "met_accepted",
        "met_refused",
        "met_thinking",
        "absent_notice_left",
        "wrong_address",
        "moved",
    }
    assert {visit.attempts for visit in visits} == {1, 2, 3}


def test_who_lives_there_is_known_only_for_those_who_accept(city, visits):
    by_id = {address.id: address for address in city}
    for visit in visits:
        assert (visit.resident is not None) == (visit.outcome == "met_accepted")
        if visit.resident:
            home = household_at(DEMO_SEED, by_id[visit.address_id], visit.dwelling)
            assert home is not None
            assert visit.resident in residents_of(DEMO_SEED, home)


def test_the_pool_is_too_thin_for_quotas_at_the_census(visits):
    pool = [visit.resident for visit in visits if visit.resident]
    bands = Counter(person.age_band for person in pool)
    assert bands["16-29"] < 33  # of 100 seats, the census would ask for 35
    assert bands["60-74"] / len(pool) > 2 * CENSUS["age_band"]["60-74"]
    owners = Counter(person.housing for person in pool)["propriétaire"]
    assert owners / len(pool) > 0.42
    assert Counter(person.district for person in pool)["Couronneries"] < 10


def test_a_round_can_be_stopped_while_it_is_under_way(visits):
    under_way = until_acceptances(visits, 76)
    pool = [visit.resident for visit in under_way if visit.resident]
    assert under_way == visits[: len(under_way)]
    assert len(pool) == 76
    assert [visit.evening for visit in visits] == sorted(visit.evening for visit in visits)
    assert until_acceptances(visits, 10_000) == visits


def test_each_edition_knocks_at_other_doors_of_the_same_city(city, visits):
    before = doors(DEMO_SEED, city, campaign="2024")
    assert {visit.address_id for visit in before} != {visit.address_id for visit in visits}


def test_the_texts_of_the_edition_in_preparation_quote_the_figures_of_its_doors(visits):
    text = tomllib.loads((TEXTS / "poitiers-2026" / "recruitment.toml").read_text("utf-8"))
    under_way = until_acceptances(visits, text["acceptances"])
    assert len(under_way) == text["doors_done"]
    assert under_way[-1].evening == text["evenings_done"]
    assert sum(visit.outcome.startswith("met_") for visit in under_way) == text["doors_met"]
    pool = [visit.resident for visit in under_way if visit.resident]
    young = sum(person.age_band == "16-29" for person in pool)
    tenants = sum(person.housing == "locataire HLM" for person in pool)
    thinking = sum(visit.outcome == "met_thinking" for visit in under_way)
    quoted = " ".join(warning["text"] for warning in text["desk"]["warnings"])
    assert f"{young} accords" in quoted
    assert f"{tenants} accords" in quoted
    assert f"{thinking} personnes" in quoted


def test_the_texts_of_the_live_edition_quote_the_figures_of_its_doors(city):
    text = tomllib.loads((TEXTS / "poitiers-2024" / "recruitment.toml").read_text("utf-8"))
    visits = doors(DEMO_SEED, city, campaign=text["campaign"])
    assert sum(visit.resident is not None for visit in visits) == text["acceptances"]
    assert sum(visit.outcome.startswith("met_") for visit in visits) == text["doors_met"]


def test_people_whom_the_texts_do_not_name_have_a_family_name_of_the_list() -> None:
    known = set(tomllib.loads((TEXTS / "people" / "names.toml").read_text())["family"]["names"])
    families = {given_and_family(f"essai/{number}")[1] for number in range(60)}
    assert families <= known
    assert len(families) > 20
