"""Codebooks in files of any kind: what is read, what is reported, and that nothing goes silently."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from qual.codebook.incoming import read_any
from qual.codebook.incoming_values import Incoming
from qual.model.codebook import Code, Example


def table(words: str, name: str = "book.csv", **options: dict[str, str]) -> Incoming:
    return read_any(words.encode(), name, **options)


def tree(found: Incoming) -> list[str]:
    """Each code as "theme > parent > name"."""
    themes = {theme.id: theme.name for theme in found.book.themes}
    lines = []
    for code in found.book.codes:
        above = [one.name for one in found.book.above(code.id)]
        lines.append(" > ".join(filter(None, [themes.get(code.theme, ""), *above, code.name])))
    return lines


def said(found: Incoming) -> str:
    return "\n".join(map(str, found.problems))


def code(found: Incoming, name: str) -> Code:
    return next(one for one in found.book.codes if one.name == name)


def workbook(sheets: dict[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Theme,Code,Definition,Inclusion criteria,When not to use,Example quote", "T,A,Def,in,out,said"),
        ("Thema,Kode,Beschreibung,Einschlusskriterien,Abgrenzung,Ankerbeispiel", "T,A,Def,in,out,said"),
        ("Thème,Nom du code,Définition,Critères d'inclusion,Critères d’exclusion,Citation", "T,A,Def,in,out,said"),
        ("Categoría,Código,Definición,Cuándo usar,Cuándo no usar,Ejemplos", "T,A,Def,in,out,said"),
        ("CATEGORY,label (short),Description of code,Include,Exclude,Quotes", "T,A,Def,in,out,said"),
    ],
)
def test_headings_of_four_languages_are_known(head: str, row: str) -> None:
    found = table(f"{head.replace('Description of code', 'Code description')}\n{row}\n")
    assert (found.problems, found.lost) == ((), ())
    (only,) = found.book.codes
    assert tree(found) == ["T > A"]
    assert (only.definition, only.include, only.exclude) == ("Def", ("in",), ("out",))
    assert only.examples == (Example("said"),)


def test_a_short_code_beside_a_label_is_the_id() -> None:
    found = table("Code,Label,Definition,Color\nA1,Anger,Being cross,4477AA\nA2,Fear,,blue\n")
    assert [(c.id, c.name, c.color) for c in found.book.codes] == [("A1", "Anger", "#4477AA"), ("A2", "Fear", "")]
    assert "line 3: “blue” is no colour" in said(found)
    assert found.columns == {"id": "Code", "name": "Label", "definition": "Definition", "color": "Color"}


def test_a_long_code_beside_a_label_is_the_name() -> None:
    found = table("Code,Label,Definition\nThe long name of a code here,L,Being cross\n")
    assert [c.name for c in found.book.codes] == ["The long name of a code here"]
    assert found.lost == ("column “Label”: 1 cell (row 2)",)


def test_cells_left_empty_mean_as_above_only_where_no_theme_is_repeated() -> None:
    sparse = table("Theme,Code\nA,one\n,two\nB,three\n,four\n")
    assert tree(sparse) == ["A > one", "A > two", "B > three", "B > four"]
    assert "read as the one above it, in rows 3, 5" in said(sparse)
    full = table("Theme,Code\nA,one\nA,two\nB,three\n,four\n")
    assert tree(full) == ["A > one", "A > two", "B > three", "four"]
    assert full.problems == ()


def test_levels_as_columns_in_steps_and_in_full() -> None:
    steps = table("Level 1;Level 2;Level 3;Beschreibung\nA;;;first\n;B;;\n;;C;deep\n;;D;\nE;;;\n;F;;\n")
    full = table("Theme,Subtheme,Code,Description\nA,,,first\nA,B,C,deep\nA,B,D,\nE,,F,\n")
    assert tree(steps) == ["A > B", "A > B > C", "A > B > D", "E > F"] == tree(full)
    for found in (steps, full):
        assert found.book.themes[0].definition == "first"
        assert code(found, "B").heading
        assert code(found, "C").definition == "deep"


@pytest.mark.parametrize("sign", [" > ", "::", "/", " \\ "])
def test_a_path_in_one_column_is_parted_where_all_names_have_one(sign: str) -> None:
    names = [sign.join(parts) for parts in (["A", "x"], ["A", "y"], ["B", "z", "deep"], ["B", "z"])]
    found = table("Code,Definition\n" + "".join(f'"{name}",d\n' for name in names))
    assert tree(found) == ["A > x", "A > y", "B > z", "B > z > deep"]


def test_a_slash_in_a_name_is_a_slash() -> None:
    names = ["optimism / positivity", "uncertainty/flexibility", "nature", "patience", "and/or"]
    found = table("Code,Definition\n" + "".join(f"{name},d\n" for name in names))
    assert [c.name for c in found.book.codes] == names
    assert found.problems == ()


def test_a_few_names_that_look_like_paths_are_told_and_a_person_can_say_so() -> None:
    words = "Code,Definition\nA,d\nA/x,d\nand/or,d\nin/out,d\n"
    found = table(words)
    assert [c.name for c in found.book.codes] == ["A", "A/x", "and/or", "in/out"]
    assert "1 name holds a / behind the name of another code" in said(found)
    assert "A > x" in tree(table(words, columns={"path": "Code"}))


def test_several_rows_for_one_code_become_one() -> None:
    found = table(
        "Code,Definition,Example\nAnger,Being cross,patient: I was furious\nAnger,,clinician: They shout\n"
        ',,"“quoted”"\nAnger,Being cross,Note: not a role\n'
    )
    (only,) = found.book.codes
    assert only.examples == (
        Example("I was furious", "patient"),
        Example("They shout", "clinician"),
        Example("quoted"),
        Example("Note: not a role"),
    )
    assert "joined with it: rows 3, 5" in said(found)
    assert "go on with the code above them: row 4" in said(found)


def test_a_name_that_comes_twice_with_two_definitions_stays_twice() -> None:
    found = table("Theme,Code,Definition\nT,Anger,one\nT,anger,two\nU,Anger,three\n")
    assert [(c.id, c.definition) for c in found.book.codes] == [
        ("anger", "one"),
        ("anger-2", "two"),
        ("anger-3", "three"),
    ]
    assert [problem.line for problem in found.problems] == [3]
    assert "(line 2)" in said(found)


def test_the_roles_of_the_project_and_a_column_of_roles_are_known() -> None:
    found = read_any(b"Code,Quote,Role\nA,Hausarzt: Na ja,\nB,Well,nurse\nC,,nurse\n", "b.csv", roles=["hausarzt"])
    assert [c.examples for c in found.book.codes] == [
        (Example("Na ja", "Hausarzt"),),
        (Example("Well", "nurse"),),
        (),
    ]
    assert found.lost == ("the role of codes without an example (row 4)",)


def test_parents_by_name_or_id_in_any_order() -> None:
    found = table("ID,Name,Parent\n1,Deep,2\n2,Middle,Top\n3,Top,\n4,Lone,Elsewhere\n")
    assert tree(found) == ["Top > Middle", "Top > Middle > Deep", "Elsewhere > Lone"]
    assert "entries that only group others became headings" in said(found)


def test_a_circle_of_parents_is_reported_and_everything_stays() -> None:
    found = table("Name,Parent\nA,C\nB,A\nC,B\nD,D\nE,A\n")
    assert sorted(c.name for c in found.book.codes) + [t.name for t in found.book.themes] == [
        "A",
        "B",
        "D",
        "E",
        "C",
    ]
    assert [p.line for p in found.problems if "under itself" in p.message] == [4, 5]


def test_titles_above_the_headings_and_signs_of_excel() -> None:
    words = "sep=;\r\n\r\nMein Codebuch;;\r\nStand;Mai;2024\r\n"
    words += "Kategorie;Kode;Definition\r\nGefühle;Ärger;Wut – laut\r\n"
    found = read_any(words.encode("cp1252"), "codes.csv")
    assert tree(found) == ["Gefühle > Ärger"]
    assert found.book.title == "Mein Codebuch"
    assert "Windows-1252" in said(found)
    assert found.lost == ("what stands above the headings (row 4)",)
    marked = read_any("\ufeffCode\tDefinition\nA\tb\n".encode("utf-16"), "codes.txt")
    assert [(c.name, c.definition) for c in marked.book.codes] == [("A", "b")]


def test_letters_of_old_macs() -> None:
    found = read_any("Code,Définition\nFièvre élevée,très chaud\n".encode("mac_roman"), "codes.csv")
    assert [c.name for c in found.book.codes] == ["Fièvre élevée"]
    assert "Mac Roman" in said(found)


def test_a_persons_columns_come_first() -> None:
    words = "Was,Wie,Code,Rest\nAnger,Being cross,17,x\n"
    found = table(words, columns={"name": "Was", "definition": "Wie", "id": "Code"})
    assert [(c.id, c.name, c.definition) for c in found.book.codes] == [("17", "Anger", "Being cross")]
    assert found.lost == ("column “Rest”: 1 cell (row 2)",)
    missing = table(words, columns={"name": "Who"})
    assert missing.problems[0].fatal
    assert "“Was”, “Wie”, “Code”, “Rest”" in said(missing)
    assert "must" not in said(missing)
    unknown = table(words, columns={"nmae": "Was"})
    assert "not nmae" in said(unknown)
    placed = table("a b c d e,b,c\nd,e,f\n", columns={"name": "column 2", "examples": "column 3"})
    assert [(c.name, c.examples[0].text) for c in placed.book.codes] == [("b", "c"), ("e", "f")]


def test_a_table_without_known_headings_asks() -> None:
    found = table("Foo,Bar,Baz\n1,2,3\n")
    assert found.problems[0].fatal
    assert "“Foo”, “Bar”, “Baz”" in said(found)
    assert found.book.codes == ()


def test_a_table_without_headings_of_one_or_two_columns_is_read() -> None:
    assert [c.name for c in table("Anger\nFear\n").book.codes] == ["Anger", "Fear"]
    two = table("Anger,Being cross\nFear,Being afraid\n")
    assert [(c.name, c.definition) for c in two.book.codes] == [("Anger", "Being cross"), ("Fear", "Being afraid")]
    assert "no row of headings" in said(two)


def test_an_unclosed_quotation_mark_is_told_with_its_line() -> None:
    found = table('Code,Definition\nA,b\nC,"never closed\nD,e\n')
    assert [(p.line, p.fatal) for p in found.problems] == [(3, True)]


def test_the_sheet_that_looks_like_a_codebook_is_read_and_named() -> None:
    data = workbook(
        {
            "Read me": [["How to use this file"], ["Ask Ada"]],
            "Codes": [["Theme", "Code", "Definition"], ["T", "A", 3.0], ["T", "B", None]],
        }
    )
    found = read_any(data, "book.xlsx")
    assert tree(found) == ["T > A", "T > B"]
    assert code(found, "A").definition == "3"
    assert "from the sheet “Codes”" in said(found)
    assert found.lost == ("sheet “Read me” (2 rows)",)


def test_merged_cells_hold_for_each_of_their_rows_and_no_further() -> None:
    rows: list[list[object]] = [
        ["Theme", "Code", "Definition"],
        ["A", "one", "both"],
        [None, "two", None],
        ["A", "three", None],
        [None, "four"],
    ]
    found = read_any(workbook({"Codes": rows}, ["A2:A3", "C2:C3"]), "book.xlsx")
    assert tree(found) == ["A > one", "A > two", "A > three", "four"]
    assert [code(found, name).definition for name in ("one", "two", "three")] == ["both", "both", ""]


def test_a_formula_is_never_text_and_one_never_calculated_is_told() -> None:
    found = read_any(workbook({"Codes": [["Code", "Definition"], ["A", '="x"&"y"'], ["B", "b"]]}), "book.xlsx")
    assert [c.definition for c in found.book.codes] == ["", "b"]
    assert [(p.line, "never calculated" in p.message) for p in found.problems] == [(2, True)]


def test_damaged_locked_and_bursting_workbooks_are_refused() -> None:
    sound = workbook({"Codes": [["Code"], ["A"]]})
    assert read_any(sound[:-40], "b.xlsx").problems[0].fatal
    assert read_any(b"no zip", "b.xlsx").problems[0].fatal
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    assert "entities" in said(read_any(raw.getvalue(), "b.xlsx"))
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 101_000_000)
    assert "100 MB" in said(read_any(raw.getvalue(), "b.xlsx"))
    assert read_any(b"", "b.csv").problems[0].fatal
    assert read_any(b"\x00\x01\x02" * 400, "b.csv").problems[0].fatal


def test_names_of_any_script_and_length_and_signs_stay_as_they_are() -> None:
    names = ["x" * 300, 'say "so"', "😀 أمل", "a / b", "שלום עולם", "é–ü", "it's, really"]
    raw = workbook({"S": [["Code", "Definition"], *([name, "d"] for name in names)]})
    assert [c.name for c in read_any(raw, "b.xlsx").book.codes] == names
    assert len({c.id for c in read_any(raw, "b.xlsx").book.codes}) == len(names)


def test_five_thousand_rows_under_one_theme() -> None:
    words = "Theme,Code,Parent\n" + "".join(f"T,code number {n},\n" for n in range(5000))
    found = table(words)
    assert len(found.book.codes) == 5000
    chain = table("Name,Parent\n" + "".join(f"c{n},c{n + 1}\n" for n in range(400)))
    assert len(chain.book.codes) == 400
    assert max(len(chain.book.above(one.id)) for one in chain.book.codes) == 19
    assert "more than 20 levels deep" in said(chain)


def test_a_taguette_csv_keeps_its_hierarchy() -> None:
    words = (
        "tag,description,number of highlights,number of documents\n"
        "Care,,0,0\nCare.Cost,Money,2,1\nBarriers,Obstacles,3,1\nBarriers.Bus,,1,1\nNo. 5,,1,1\n"
    )
    found = table(words)
    assert found.format == "taguette csv"
    assert tree(found) == ["Care > Cost", "Barriers", "Barriers > Bus", "No. 5"]
    assert not code(found, "Barriers").heading
    assert len(found.lost) == 2


@pytest.mark.parametrize("name", ["b.xls", "b.docx", "b.pdf", "b.ods"])
def test_files_that_cannot_be_read_say_what_to_do(name: str) -> None:
    (problem,) = read_any(b"anything", name).problems
    assert problem.fatal
    assert problem.hint


def test_a_file_without_an_ending_is_read_by_what_it_holds() -> None:
    assert read_any(b"themes:\n  - id: a\n    name: A\n", "book").format == "yaml"
    assert read_any(b"Code,Definition\nA,b\n", "book").format == "csv"
    assert read_any(b"Anger\nFear\n", "book").format == "list"
    assert read_any(workbook({"S": [["Code"], ["A"]]}), "book").format == "xlsx"
    assert read_any(b'{"title": "T", "codes": [{"id": "a", "name": "A"}]}', "book").book.codes[0].id == "a"
    assert read_any(b"x" * 5_000_001, "book.txt").problems[0].fatal


@pytest.mark.shared
@pytest.mark.parametrize(
    ("study", "codes", "themes"),
    [
        ("nhs_patient_feedback", 53, 12),
        ("scrum_quality_interviews", 81, 0),
        ("world_after_covid", 60, 5),
        ("world_after_covid_2coder", 2, 0),
        ("annomi_dev", 12, 0),
        ("mts_dialog", 20, 0),
    ],
)
def test_published_codebooks_come_whole(shared: Path, study: str, codes: int, themes: int) -> None:
    import csv

    file = shared / "data" / study / "codebook.csv"
    if not file.exists():
        pytest.skip(f"{study} is not among the public data")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = read_any(file.read_bytes(), file.name)
    assert (len(found.book.codes), len(found.book.themes)) == (codes, themes)
    assert sorted(c.name for c in found.book.codes) == sorted(" ".join(row["code"].split()) for row in rows)
    assert sum(bool(c.definition) for c in found.book.codes) == sum(bool(row["definition"].strip()) for row in rows)
    read = {heading for named in found.columns.values() for heading in named.split("; ")}
    for heading in set(rows[0]) - read:
        assert any(f"“{heading}”" in line for line in found.lost) or not any(row[heading].strip() for row in rows)


@pytest.mark.shared
def test_taguettes_own_exports(shared: Path) -> None:
    files = sorted((shared / "refi" / "fixtures" / "taguette").glob("*.csv"))
    if not files:
        pytest.skip("no export of Taguette among the public data")
    for file in files:
        found = read_any(file.read_bytes(), file.name)
        assert found.format == "taguette csv"
        assert tree(found) == ["Barriers", "Barriers > Transport", "Barriers > Cost", 'Staffing & "forms"']


def test_the_codebook_table_of_an_export_is_read_with_its_marks() -> None:
    from qual.codebook.tabular import COLUMNS

    first = '"Care","a","Anger","\'=x","in","out","patient: Grr","","","","",""'
    second = '"Care","b","Rage (retired)","","","","","#112233","a","true","true","a"'
    found = table(f"{','.join(COLUMNS)}\n{first}\n{second}\n")
    anger, rage = found.book.codes
    assert (anger.id, anger.definition, anger.examples) == ("a", "=x", (Example("Grr", "patient"),))
    assert (rage.name, rage.retired, rage.heading, rage.parent, rage.merged_into) == ("Rage", True, True, "a", "a")


def test_subcodes_comments_and_several_columns_of_one_kind() -> None:
    found = table("Code,Subcode,Comment\nA,,about\nA,B,inner\n")
    assert tree(found) == ["A > B"]
    assert [one.definition for one in (found.book.themes[0], found.book.codes[0])] == ["about", "inner"]
    both = table("Group,Category,Name,Label,Definition,Memo\nG,C,N,L,d,m\n")
    assert tree(both) == ["G > C", "G > C > N"]
    assert both.lost == ("column “Label”: 1 cell (row 2)", "column “Memo”: 1 cell (row 2)")
    levels = table("Level 2,Level 3,Description\nA,B,d\n")
    assert tree(levels) == ["A > B"]


def test_odd_rows_are_told() -> None:
    words = (
        "Theme,Code,ID,Retired,Definition,Include,Quote\n,,,,first of all,,\nT,A,1,perhaps,d,,\nT,,,,more,x,\n"
        ',B,1,yes,,,"“It was\nlong” she said"\n,,9,,,,\n'
    )
    found = table(words)
    assert [(c.id, c.name) for c in found.book.codes] == [("1", "A"), ("b", "B"), ("9", "9")]
    assert code(found, "A").definition == "d\n\nmore"
    assert code(found, "B").examples == (Example("“It was long” she said"),)
    assert "“perhaps” is neither yes nor no" in said(found)
    assert "line 2: a row without a name was left out" in said(found)
    assert "the id “1” is used twice (first on line 3)" in said(found)


def test_a_path_beside_a_name_is_the_way_to_it() -> None:
    found = table("Path,Name\nA > B,C\nA > D,D\n")
    assert tree(found) == ["A > B", "A > B > C", "A > D"]


def test_cells_of_a_workbook_that_are_no_text() -> None:
    import datetime as dt

    rows: list[list[object]] = [["Code", "Definition"], [True, 1.5], [dt.datetime(2026, 3, 1), 2.0]]  # noqa: DTZ001 - as in a workbook
    found = read_any(workbook({"S": rows}), "b.xlsx")
    assert [(c.name, c.definition) for c in found.book.codes] == [("true", "1.5"), ("2026-03-01", "2")]


def test_tables_longer_than_any_codebook_are_refused() -> None:
    found = table("Code\n" + "a\n" * 50_001)
    assert "more than 50,000 rows" in said(found)


def test_a_file_without_an_ending_that_is_refi() -> None:
    assert read_any(b"<CodeBook/>", "book").format == "qdc"
    assert read_any(b"<?xml version='1.0'?><Project/>", "book").problems
    assert read_any(b"\x00\x01\x02" * 400, "book.txt").problems[0].fatal
