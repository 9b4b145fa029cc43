"""The benchmarks: what follows from given numbers; and each work once, on few productions, agreeing with the others."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import bench
from benchmarks.measuring import Clock, alarm, run
from benchmarks.prepared import Prepared, prepare
from benchmarks.results import Measured, Sized, alike, disagreements, exponents, growth, scaled, verdict
from benchmarks.row import PROJECT, SMALL, AbsentError, Place, Row, Target, Work
from benchmarks.rows import ROWS
from benchmarks.sampling import held, sampling
from benchmarks.table import details, report, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.row import Answer

PRODUCTIONS = 30
# What rdflib answers at once, and what the networks are made of.
QUICK = ("co-productions/country-pairs", "networks/countries", "networks/organisations", "works/of-person")


def _work(place: Place, clock: Clock) -> Answer:
    raise NotImplementedError


def _row(*targets: Target, **works: int) -> Row:
    return Row("given", "a given work", [Work(name, _work, most=most) for name, most in works.items()], targets)


def _sized(size: int, statements: int = 0, **seconds: float) -> Sized:
    works = {name: Measured([value], [value], [10.0]) for name, value in seconds.items()}
    return Sized(size, statements or size, works)


def test_an_exponent_is_taken_between_the_smallest_and_the_largest_size() -> None:
    points = [(100_000.0, 40.0), (1000.0, 0.4), (10_000.0, 1000.0)]

    assert growth(points) == pytest.approx(1.0)


def test_one_size_has_no_exponent() -> None:
    assert growth([(1000.0, 2.0)]) is None


def test_an_exponent_of_two_is_that_of_squares() -> None:
    assert growth([(10.0, 1.0), (1000.0, 10_000.0)]) == pytest.approx(2.0)


def test_a_slow_peer_is_scaled_by_the_statements() -> None:
    sizes = [_sized(1000, 20_000, ours=1, slow=30), _sized(10_000, 200_000, ours=9)]

    assert scaled("slow", sizes, 10_000) == (300.0, "scaled from 1,000")


def test_what_was_measured_is_not_scaled() -> None:
    sizes = [_sized(1000, ours=1, slow=30), _sized(10_000, ours=9, slow=700)]

    assert scaled("slow", sizes, 10_000) == (700.0, "")


@pytest.mark.parametrize(
    ("kind", "bound", "ours", "theirs", "value", "reached"),
    [
        ("faster", 5, 2.0, 10.0, 5.0, True),
        ("faster", 5, 2.0, 9.0, 4.5, False),
        ("within", 1.5, 3.0, 2.0, 1.5, True),
        ("within", 1.5, 4.0, 2.0, 2.0, False),
        ("above", 0.25, 0.5, 0.25, 0.25, True),
        ("above", 0.25, 1.0, 0.5, 0.5, False),
    ],
)
def test_a_target_is_reached_or_missed(
    kind: Any, bound: float, ours: float, theirs: float, value: float, *, reached: bool
) -> None:
    found = [_sized(1000, ours=ours, peer=theirs)]

    came = verdict(Target("ours", "peer", kind, bound), found, 1000)

    assert (came.value, came.reached) == (value, reached)


def test_each_part_counts_unless_it_is_too_short_to_be_measured() -> None:
    found = _sized(1000, ours=1, peer=1)
    found["ours"].parts = [{"long": 0.5, "short": 0.004, "good": 0.1}]
    found["peer"].parts = [{"long": 0.25, "short": 0.001, "good": 0.1}]

    came = verdict(Target("ours", "peer", "each", 1.1), [found], 1000)

    assert (came.value, came.reached, came.note) == (2.0, False, "long")


def test_the_median_of_parts_is_that_of_their_ratios() -> None:
    found = _sized(1000, ours=1, peer=1)
    found["ours"].parts = [{"a": 1.0, "b": 1.0, "c": 2.0}]
    found["peer"].parts = [{"a": 10.0, "b": 30.0, "c": 100.0}]

    came = verdict(Target("ours", "peer", "median", 20), [found], 1000)

    assert (came.value, came.reached) == (30.0, True)


def test_a_peer_that_took_too_long_takes_that_long_at_least() -> None:
    found = _sized(1000, ours=2)
    found["peer"].state = "over 600 s"

    quick = verdict(Target("ours", "peer", "faster", 100), [found], 1000)
    unknown = verdict(Target("ours", "peer", "faster", 500), [found], 1000)

    assert (quick.value, quick.reached, unknown.reached) == (300.0, True, None)


def test_a_peer_that_took_too_long_at_a_smaller_size_is_scaled() -> None:
    small, large = _sized(1000, ours=2), _sized(10_000, ours=20)
    small["peer"].state = "over 600 s"

    came = verdict(Target("ours", "peer", "faster", 100), [small, large], 10_000)

    assert (came.value, came.reached, came.note) == (300.0, True, "at least, scaled from 1,000")


def test_a_peer_that_is_not_there_decides_nothing() -> None:
    found = _sized(1000, ours=2)
    found["peer"].state = "not installed"

    came = verdict(Target("ours", "peer", "faster", 8), [found], 1000)

    assert (came.value, came.reached, came.note) == (None, None, "not installed")


def test_the_table_has_a_line_a_target_and_tells_what_was_missed() -> None:
    row = _row(Target("ours", "peer", "faster", 5), Target("ours", "", "memory", 5), ours=0, peer=SMALL)
    found = {"given": [_sized(1000, ours=1, peer=10), _sized(10_000, ours=20)]}

    assert table([row], found).splitlines()[2:] == [
        "| a given work | peer | 5x faster | 10x, reached | 5x, reached (scaled from 1,000) | 1.30 |",
        "|  | (its own memory) | at most 5 MB | 10 MB, **missed** | 10 MB, **missed** | 1.30 |",
    ]


def test_below_the_size_from_which_on_a_target_is_to_be_reached_only_the_ratio_is_told() -> None:
    row = _row(Target("ours", "peer", "faster", 5, since=10_000), ours=0, peer=0)
    found = {"given": [_sized(1000, ours=1, peer=2), _sized(10_000, ours=10, peer=20)]}

    assert table([row], found).splitlines()[2] == "| a given work | peer | 5x faster | 2x | 2x, **missed** | 1.00 |"
    assert "- missed at 10,000: ours, 5x faster beside peer" in report([row], found, {}, 3)


def test_growth_is_told_from_ten_thousand_on_where_larger_sizes_are_known() -> None:
    sizes = [_sized(1000, ours=1), _sized(10_000, ours=2), _sized(100_000, ours=200)]

    assert exponents(["ours"], sizes) == {"ours": pytest.approx(2.0)}
    assert exponents(["ours"], sizes[:2]) == {"ours": pytest.approx(0.30103)}


def test_the_details_tell_what_is_not_installed() -> None:
    found = _sized(1000, ours=1)
    found["peer"].state = "not installed"

    assert details(_row(ours=0, peer=0), [found]).splitlines()[3] == "| peer | not installed |  |  |  |"


def test_the_file_of_results_says_what_fell_short_and_that_the_reason_is_not_known() -> None:
    row = _row(Target("ours", "peer", "faster", 5), ours=0, peer=0)
    found = {"given": [_sized(1000, ours=1, peer=2)]}

    text = report([row], found, {}, 3)

    assert "- missed at 1,000: ours, 5x faster beside peer" in text
    assert "Why it falls short is not known yet." in text


def test_slow_peers_bring_the_small_size_with_them() -> None:
    row = _row(ours=0, slow=SMALL)

    assert row.sizes([10_000], 1000) == [1000, 10_000]
    assert [work.name for work in row.at(10_000, 1000)] == ["ours"]


def test_a_work_beside_another_is_not_begun_by_itself() -> None:
    row = Row("given", "given", [Work("ours", _work), Work("peer", beside="ours")], [])

    assert [work.name for work in row.at(10_000, 1000)] == ["ours"]


def test_memory_that_was_not_told_apart_is_left_out() -> None:
    found = _sized(1000, ours=1, peer=1)
    found["peer"].memory = []

    assert details(_row(ours=0, peer=0), [found]).splitlines()[2:] == [
        "| ours | 1 | 1 | 10 |  |",
        "| peer | 1 | 1 | - |  |",
    ]


def test_rows_without_slow_peers_are_measured_as_asked() -> None:
    assert _row(ours=0, peer=0).sizes([500, 10_000], 1000) == [500, 10_000]


def test_answers_that_differ_are_told() -> None:
    found = _sized(1000, ours=1, peer=1)
    found["ours"].answer, found["peer"].answer = {"count": 1, "more": 3}, {"count": 2}

    assert disagreements(_row(ours=0, peer=0), found) == ["given, 1,000: count: peer has 2, ours has 1"]


def test_answers_that_share_nothing_are_told() -> None:
    found = _sized(1000, ours=1, peer=1)
    found["ours"].answer, found["peer"].answer = {"one": 1}, {"other": 1}

    assert disagreements(_row(ours=0, peer=0), found) == ["given, 1,000: peer answers nothing that ours does"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([1.0, "a"], [1.0 + 1e-10, "a"], True),
        ([1.0], [1.0 + 1e-8], False),
        ([1.0], [1.0, 2.0], False),
        (None, None, True),
        (None, 0.0, False),
    ],
)
def test_numbers_agree_to_nine_digits(one: Any, other: Any, *, same: bool) -> None:
    assert alike(one, other) is same


def test_what_was_measured_is_read_as_it_was_kept(tmp_path: Path) -> None:
    found = _sized(1000, ours=1.5)
    found["ours"].answer = {"count": 3}
    found["peer"].state = "not built"

    found.save(tmp_path / "kept.json")

    assert Sized.read(tmp_path / "kept.json") == found


def test_the_clock_runs_in_its_blocks_only() -> None:
    clock = Clock()

    with clock.running("one"):
        pass

    assert list(clock.parts) == ["one"]
    assert clock.seconds == clock.parts["one"]


def test_a_process_is_ended_when_its_time_is_over(tmp_path: Path) -> None:
    ran = run(["sleep", "60"], tmp_path / "output", 0.2, cwd=tmp_path)

    assert (ran.over, ran.code) == (True, -9)


def test_an_interruption_ends_the_process_that_was_begun(tmp_path: Path) -> None:
    begin = ["sh", "-c", "echo $$; exec sleep 60"]

    with pytest.raises(TimeoutError), alarm(1.0):
        run(begin, tmp_path / "output", 60, cwd=tmp_path)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "output").read_text()), 0)


def test_the_exit_code_of_a_process_is_told(tmp_path: Path) -> None:
    ran = run(["sh", "-c", "echo said; exit 3"], tmp_path / "output", 60, cwd=tmp_path)

    assert (ran.over, ran.code, (tmp_path / "output").read_text()) == (False, 3, "said\n")


def test_memory_is_that_of_several_processes_together() -> None:
    hold = f'{sys.executable} -c "import time; held = bytes(100_000_000).replace(bytes(1), bytes([1])); time.sleep(1)"'
    most = []
    for command in (hold, f"{hold} & {hold}; wait"):
        process = subprocess.Popen(["sh", "-c", command], start_new_session=True)
        with sampling(process.pid) as together:
            process.wait()
        most.append(together.most / 1e6)

    assert most[0] > 100
    assert most[1] > most[0] + 90


def test_what_is_no_process_holds_nothing() -> None:
    assert held(-1) == 0


def test_a_row_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as error:
        bench.arguments(["--rows", "load,nothing"])

    assert error.value.code == 2
    assert "no row nothing; there are load, validate" in capsys.readouterr().err


def test_targets_speak_of_works_of_their_row() -> None:
    named = {(row.name, name) for row in ROWS.values() for target in row.targets for name in (target.ours, target.peer)}

    assert named - {(row.name, work.name) for row in ROWS.values() for work in row.works} <= {("load", "")}


def test_a_run_is_resumed_where_it_was_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row("given", "given", [Work("one", command=lambda _: ["true"])], [], sized=False)
    given = bench.arguments(["--repeats", "2", "--resume"])
    kept = Measured([5.0], [5.0], [5.0])
    Sized(0, 0, {"one": kept}).save(tmp_path / "given-0.json")
    monkeypatch.setattr(bench, "_say", lambda *_, **__: None)

    one = bench.Bench(given, out=tmp_path, peers=tmp_path / "none")
    one.measure(row)

    seconds = one.found["given"][0]["one"].seconds
    assert (len(seconds), seconds[0]) == (2, 5.0)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    found = prepare(PRODUCTIONS, tmp_path_factory.mktemp("prepared") / "data", relations=False, every=2)
    found.write("queries.json", {name: found.queries[name] for name in QUICK})
    return Prepared(found.path)


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_all_works_of_a_row_agree(row: Row, data: Prepared, tmp_path: Path) -> None:
    found = Sized(PRODUCTIONS)

    for number, work in enumerate(row.works):
        if work.beside or (work.apart and len(bench._versions(bench.PEERS, work.needs)) < len(work.needs)):
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        clock = Clock()
        found[work.name].answer = _answer(row, work, Place(data, folder, patience=1.0), clock)
        for name, one in clock.beside.items():
            found[name].answer = one.answer

    assert disagreements(row, found) == []
    assert all(measured.answer for measured in found.works.values()) or row.name in {"start", "change"}


def test_a_work_beside_another_is_measured_in_its_process(
    data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = bench.arguments(["--repeats", "1", "--resume", "--sizes", str(PRODUCTIONS), "--patience", "1"])
    whole = ROWS["query"]
    row = Row(whole.name, whole.title, whole.works[:2], whole.targets[:1])
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / str(PRODUCTIONS)).symlink_to(data.path)
    monkeypatch.setattr(bench, "_say", lambda *_, **__: None)

    one = bench.Bench(given, out=tmp_path, peers=tmp_path / "none")
    one.measure(row)

    ours, engine = (one.found["query"][0][work.name] for work in row.works)
    assert sorted(QUICK) == sorted(ours.parts[0]) == sorted(engine.parts[0])
    assert ours.answer == engine.answer
    assert (len(ours.memory), engine.memory) == (1, [])
    assert one.faults() == []


def _answer(row: Row, work: Work, place: Place, clock: Clock) -> Answer:
    """Do a work in this process, or as the process that it is."""
    answer: Answer = {}
    if work.command:
        subprocess.run(work.command(place), check=True, capture_output=True)
    elif work.apart:
        words = [str(bench.PEERS), "-m", "benchmarks.work", row.name, work.name, str(place.data.path)]
        subprocess.run([*words, str(place.folder), "--patience", "1"], check=True, cwd=PROJECT)
        answer = dict(bench.read_said(place.folder)["answer"])
    elif work.function:
        try:
            answer = work.function(place, clock)
        except AbsentError:
            return {}
    return work.check(place) if work.check else answer
