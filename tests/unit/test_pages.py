"""Pages: names of files, folding for the search, labels and keys, links that are safe."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediagraph.errors import UsageError
from mediagraph.pages.naming import natural_key
from mediagraph.pages.rendering import outside
from mediagraph.pages.sections import section_of
from mediagraph.pages.site.folder import MANIFEST, Folder, new_site
from mediagraph.pages.site.paths import Places, segment
from mediagraph.pages.site.search import Names, fold, rotations
from mediagraph.pages.site.writer import checked_base
from mediagraph.pages.vocabulary import MG, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.project import Project

HOME = "https://w3id.org/mediagraph/id/"


class TestPlaces:
    def test_an_entity_lies_where_its_iri_says(self) -> None:
        assert Places([f"{HOME}country/BE"])[f"{HOME}country/BE"] == "id/country/BE"

    def test_names_that_differ_by_case_alone_are_told_apart(self) -> None:
        iris = [f"{HOME}work/{name}" for name in ("Red", "red", "RED")]

        places = Places(iris)

        assert len({places[iri].lower() for iri in iris}) == 3

    def test_what_is_from_elsewhere_lies_apart(self) -> None:
        place = Places(["http://example.org/a/b?c"])["http://example.org/a/b?c"]

        assert place == "elsewhere/http%3A%2F%2Fexample.org%2Fa%2Fb%3Fc"

    @pytest.mark.parametrize(
        "name", ["..", ".", "", "../../etc/passwd", "a/../../b", "con", "NUL.x", "x.html", "a\0b", "~"]
    )
    def test_no_name_leaves_the_folder_or_takes_a_place_of_others(self, name: str) -> None:
        place = Places([f"{HOME}work/{name}"])[f"{HOME}work/{name}"]

        parts = place.split("/")
        assert parts[:2] == ["id", "work"]
        assert not {"", ".", ".."} & set(parts)
        assert not place.endswith((".", ".html"))
        assert not {part.lower() for part in parts} & {"con", "nul", "nul.x"}

    @given(st.lists(st.text(max_size=150), unique=True, max_size=8))
    def test_any_names_get_safe_places_and_never_one_twice(self, names: list[str]) -> None:
        iris = [HOME + name for name in names]

        places = Places(iris)

        found = [places[iri] for iri in iris]
        assert len({place.lower() for place in found}) == len(found)
        allowed = set(string.ascii_letters + string.digits + "-_.%~/")
        assert all(set(place) <= allowed for place in found)
        assert all(len(part) <= 120 and part not in {"", ".", ".."} for place in found for part in place.split("/"))

    @given(st.text(), st.text())
    def test_segments_of_unlike_texts_are_unlike(self, one: str, other: str) -> None:
        assert (segment(one) == segment(other)) == (one == other)


class TestSearch:
    def test_a_name_is_found_by_each_of_its_words_and_in_latin_letters(self) -> None:
        names = Names()
        names.add(["Китай"], title="China", path="id/country/CN.html", kind="country")

        index, part = (content for _, content in names.files())

        assert '"country"' in index
        assert json.loads(part[part.index(",") + 1 : -3]) == [
            ["kitay", "China", "id/country/CN.html", 0, "Китай"],
            ["китаи", "China", "id/country/CN.html", 0, "Китай"],
        ]

    def test_scripts_without_blanks_are_found_from_each_character_on(self) -> None:
        assert list(rotations(fold("中国中央"))) == ["中国中央", "国中央|中", "中央|中国", "央|中国中"]

    def test_what_a_name_holds_cannot_end_the_text_that_it_stands_in(self) -> None:
        names = Names()
        hostile = 'a"],[1]);alert(1)//\u2028</script>\n'
        names.add([hostile], title=hostile, path="x", kind="film")

        part = dict(names.files())["search/0.js"]

        assert json.loads(part[part.index(",") + 1 : -3])[0][1] == hostile

    def test_keys_stand_in_the_order_of_the_script(self) -> None:
        names = Names()
        for text in ("\U00020000b", "\ufb01n", "zeta", "alpha"):
            names.add([text], title=text, path=text, kind="film")

        part = dict(names.files())["search/0.js"]

        keys = [row[0] for row in json.loads(part[part.index(",") + 1 : -3])]
        assert keys == sorted(keys, key=lambda key: key.encode("utf-16-be"))

    @given(st.text())
    @example("\U0001d54a")  # a letter without a lower case, which decomposes into a capital
    def test_folding_twice_changes_nothing(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "iri",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", f"{HOME}country/BE", "http://a b", "mailto:a@b"],
)
def test_only_the_web_elsewhere_is_linked_to(iri: str) -> None:
    assert not outside(iri)


def test_the_web_elsewhere_is_linked_to() -> None:
    assert outside("https://www.wikidata.org/entity/Q31") == "https://www.wikidata.org/entity/Q31"


@pytest.mark.parametrize(
    "base", ["example.org", "ftp://x/", "https://u:p@x/", "https://x/?q", "https://x/<", "javascript:1"]
)
def test_a_base_that_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(UsageError, match="--base"):
        checked_base(base)


def test_numbers_in_names_sort_as_numbers_however_long() -> None:
    long = "row-" + "9" * 5000

    assert sorted([long, "row-10", "row-9", "row-009b"], key=natural_key) == ["row-9", "row-009b", "row-10", long]


def test_each_class_of_entities_has_a_section(project: Project) -> None:
    known = vocabulary(project)
    apart = {"Statement", "Passage"}
    entities = [
        class_
        for class_ in known.above
        if class_.startswith(MG) and not any(known.is_a([class_], name) for name in apart)
    ]

    assert len(entities) > 20
    assert [class_ for class_ in entities if section_of([class_], known) is None] == []


def test_labels_of_terms_without_one_are_words(project: Project) -> None:
    assert vocabulary(project).label("http://www.w3.org/2004/02/skos/core#editorialNote", "fr") == "editorial note"


class TestFolder:
    def test_what_is_not_ours_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "thesis.docx").write_text("mine", encoding="utf-8")

        with pytest.raises(UsageError, match="did not make"), new_site(tmp_path / "site") as folder:
            folder.write("index.html", "")

        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["thesis.docx"]

    def test_files_of_others_stay_and_files_of_ours_go(self, tmp_path: Path) -> None:
        site = tmp_path / "site"
        _written(site, {"index.html": "1", "id/old.html": "1"})
        for name in ("CNAME", "id/note.txt", ".git/config"):
            (site / name).parent.mkdir(exist_ok=True)
            (site / name).write_text("mine", encoding="utf-8")
        (site / "link").symlink_to(tmp_path)

        _written(site, {"index.html": "2", "id/new.html": "2"})

        assert _files(site) == {
            *("index.html", "id/new.html", MANIFEST),
            *("CNAME", "id/note.txt", ".git/config", "link"),
        }
        assert (site / "index.html").read_text(encoding="utf-8") == "2"
        assert _files(tmp_path) == {f"site/{name}" for name in _files(site)}

    def test_a_file_of_others_in_the_place_of_a_page_is_not_overwritten(self, tmp_path: Path) -> None:
        site = tmp_path / "site"
        _written(site, {"index.html": "1"})
        (site / "about.html").write_text("mine", encoding="utf-8")

        with pytest.raises(UsageError, match=r"about\.html: not made by mediagraph"):
            _written(site, {"index.html": "2", "about.html": "2"})

        assert (site / "about.html").read_text(encoding="utf-8") == "mine"
        assert (site / "index.html").read_text(encoding="utf-8") == "1"

    def test_a_run_that_is_interrupted_leaves_the_former_site(self, tmp_path: Path) -> None:
        site = tmp_path / "site"
        _written(site, {"index.html": "1"})

        with pytest.raises(KeyboardInterrupt):
            _interrupted(site)

        assert (site / "index.html").read_text(encoding="utf-8") == "1"
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_a_run_that_was_killed_between_two_sites_is_finished_by_the_next(self, tmp_path: Path) -> None:
        site = tmp_path / "site"
        _written(site, {"index.html": "1"})
        (site / "CNAME").write_text("mine", encoding="utf-8")
        site.rename(tmp_path / "site.mediagraph-old")

        _written(site, {"index.html": "2"})

        assert _files(tmp_path) == {"site/index.html", "site/CNAME", f"site/{MANIFEST}"}

    def test_what_a_killed_run_left_is_swept_by_the_next(self, tmp_path: Path) -> None:
        left = tmp_path / "site.mediagraph-new"
        left.mkdir()
        (left / ".mediagraph-site.lock").touch()
        (left / "id").mkdir()

        _written(tmp_path / "site", {"index.html": "1"})

        assert _files(tmp_path) == {"site/index.html", f"site/{MANIFEST}"}

    def test_a_folder_of_others_by_the_name_of_ours_is_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "site.mediagraph-new").mkdir()

        with pytest.raises(UsageError, match="in the way"):
            _written(tmp_path / "site", {"index.html": "1"})

    def test_two_runs_at_once_are_refused(self, tmp_path: Path) -> None:
        with new_site(tmp_path / "site") as folder:
            folder.write("index.html", "1")
            with pytest.raises(Exception, match="another process"):
                _written(tmp_path / "site", {"index.html": "2"})

        assert (tmp_path / "site" / "index.html").read_text(encoding="utf-8") == "1"

    def test_a_file_in_the_place_of_the_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "site").write_text("mine", encoding="utf-8")

        with pytest.raises(UsageError, match="not a folder"):
            _written(tmp_path / "site", {"index.html": "1"})

    def test_no_file_is_written_twice(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path)
        folder.write("a", "1")

        with pytest.raises(Exception, match="exists"):
            folder.write("a", "2")


def _written(site: Path, content: dict[str, str]) -> None:
    with new_site(site) as folder:
        for name, text in content.items():
            folder.write(name, text)


def _interrupted(site: Path) -> None:
    with new_site(site) as folder:
        folder.write("index.html", "2")
        raise KeyboardInterrupt


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if (path.is_file() or path.is_symlink()) and "link/" not in path.relative_to(folder).as_posix()
    }
