"""`alienor seat`: a plan from files, or one sentence for each thing that is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from alienor.cli import main

PEOPLE = "id;college;sex\n" + "".join(
    f"p{n:02d};{('drawn', 'elected')[n % 4 == 0]};{('f', 'm')[n % 2]}\n" for n in range(24)
)


class Desk:
    """A folder with files, and what the command says of them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.out = folder / "plan.csv"
        self.write("people.csv", PEOPLE)

    def write(self, name: str, text: str | bytes) -> str:
        data = text.encode() if isinstance(text, str) else text
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)

    def seat(self, *options: str, tables: str = "4", rounds: str = "2") -> tuple[int, str, str]:
        people = str(self.folder / "people.csv")
        code = main(["seat", "--people", people, "--tables", tables, "--rounds", rounds,
                     "--out", str(self.out), *options])  # fmt: skip
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def refusal(self, *options: str, **facts: str) -> str:
        code, out, err = self.seat(*options, **facts)
        assert (code, out) == (2, "")
        assert not [
            one for one in self.folder.iterdir() if "plan" in one.name or ".seat" in one.name
        ]
        return err.replace(f"{self.folder}/", "").removeprefix("alienor: ")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_a_plan_is_written_with_a_table_for_each_round(desk: Desk) -> None:
    together = desk.write("together.csv", "p00,p05\n\np01,p02\n")
    apart = desk.write("apart.csv", "p03,p04,p07\n")
    access = desk.write("access.csv", "p09\n")
    code, out, err = desk.seat(
        "--balance", "sex,college:2", "--cap", "college=elected:2", "--seed", "ab12",
        "--together", together, "--apart", apart,
        "--accessible", access, "--accessible-tables", "2",
    )  # fmt: skip
    assert (code, err) == (0, "")
    assert "24 people, 4 tables of 6, 2 rounds: each meets" in out
    assert "seed ab12" in out
    rows = {row["id"]: row for row in csv.DictReader(desk.out.open())}
    assert list(rows) == [f"p{n:02d}" for n in range(24)]
    for turn in ("round_1", "round_2"):
        table = {one: row[turn] for one, row in rows.items()}
        assert sorted(set(table.values())) == ["1", "2", "3", "4"]
        assert table["p00"] == table["p05"]
        assert table["p01"] == table["p02"]
        assert len({table["p03"], table["p04"], table["p07"]}) == 3
        assert table["p09"] == "2"
    again = desk.out.read_text()
    desk.out.unlink()
    desk.seat(
        "--balance", "sex,college:2", "--cap", "college=elected:2", "--seed", "AB12",
        "--together", together, "--apart", apart,
        "--accessible", access, "--accessible-tables", "2",
    )  # fmt: skip
    assert desk.out.read_text() == again


def test_sizes_of_tables_may_be_given(desk: Desk) -> None:
    assert desk.seat(tables="10,8,6")[0] == 0
    rows = list(csv.DictReader(desk.out.open()))
    assert sorted([row["round_1"] for row in rows].count(table) for table in "123") == [6, 8, 10]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--balance", "colege"], "Nobody has a “colege”"),
        (["--balance", "sex:x"], "--balance: “x” is not a whole number"),
        (["--balance", "sex:12"], "The weight of “sex” is 12"),
        (["--cap", "college"], "--cap college: write FIELD=VALUE:NUMBER"),
        (["--cap", "college=elected:1"], "Allow 2 a table, or add tables."),
        (["--cap", "college=elect:1"], "Did you mean “elected”?"),
        (["--seed", "xyz"], "--seed xyz: give hexadecimal digits"),
        (
            ["--accessible-tables", "9"],
            "Table 9 is said to be accessible, but tables go from 1 to 4",
        ),
        (["--id", "ident"], "people.csv:1: The column “ident” is missing"),
    ],
)
def test_a_wrong_option_is_one_sentence(desk: Desk, options: list[str], said: str) -> None:
    refusal = desk.refusal(*options)
    assert said in refusal
    assert refusal.count("\n") == 1


@pytest.mark.parametrize(
    ("tables", "rounds", "said"),
    [
        ("25", "2", "25 tables for 24 people"),
        ("0", "2", "There is no table"),
        ("-3", "2", "There is no table"),
        ("4", "0", "0 rounds: give from 1 to 20"),
        ("10,10", "1", "The tables have 20 places for 24 people"),
        ("x", "1", "--tables: “x” is not a whole number"),
    ],
)
def test_numbers_out_of_bounds_are_one_sentence(
    desk: Desk, tables: str, rounds: str, said: str
) -> None:
    assert said in desk.refusal(tables=tables, rounds=rounds)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "people.csv: The file is empty"),
        ("id,sex\n", "people.csv: There is nobody to seat"),
        ("id,sex\na,f\nb\n", "people.csv:3: This line does not have as many cells"),
        ("id,sex\na,f\n,m\n", "people.csv:3:1: This person has no id"),
        ("id,sex,sex\na,f,f\n", "people.csv:1:3: The column “sex” appears twice"),
        ('id,sex\n"a"x,f\n', "people.csv:2: This line cannot be read as CSV"),
        ("id,sex\n\na,f\nb,f\nc,f\na,m\nd,m\n", "people.csv:6: a appears twice"),
        (b"id\n\xff\xfe\n", "people.csv: it is not UTF-8 text"),
    ],
)
def test_a_wrong_file_of_people_is_said_with_line_and_column(
    desk: Desk, text: str | bytes, said: str
) -> None:
    desk.write("people.csv", text)
    assert said in desk.refusal()


def test_every_wrong_id_of_a_list_is_said_with_line_and_column(desk: Desk) -> None:
    together = desk.write("together.csv", "p00,p01\n\np02,p77\n")
    apart = desk.write("apart.csv", "zz,p03\n")
    refusal = desk.refusal("--together", together, "--apart", apart)
    assert "together.csv:3:2: p77 is not among the people to seat" in refusal
    assert "apart.csv:1:1: zz is not among" in refusal


def test_contradictions_name_the_line(desk: Desk) -> None:
    both = desk.write("both.csv", "p00,p01\n")
    assert "both.csv:1: p00 and p01 are asked to be both together and apart" in desk.refusal(
        "--together", both, "--apart", both
    )
    five = desk.write("five.csv", "p00,p01\np02,p03,p04,p05,p06\n")
    assert "five.csv:2: 5 people must never share a table" in desk.refusal("--apart", five)
    everybody = desk.write("access.csv", "\n".join(f"p{n:02d}" for n in range(7)))
    assert "access.csv: 7 people need an accessible table" in desk.refusal(
        "--accessible", everybody, "--accessible-tables", "1"
    )
    assert "none is said to be" in desk.refusal("--accessible", everybody)


def test_a_file_that_exists_or_is_missing_is_said(desk: Desk) -> None:
    assert "nowhere.csv: No such file" in desk.refusal("--apart", str(desk.folder / "nowhere.csv"))
    desk.write("plan.csv", "mine")
    code, _, err = desk.seat()
    assert (code, desk.out.read_text()) == (2, "mine")
    assert "exists already: give a new file" in err
