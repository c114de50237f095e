"""What the figures hand to the browser, in both languages."""

import json
import tomllib
from collections.abc import Generator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import plotly.graph_objects as go
import pytest

from casework.countries.pack import packs
from ui import numerals
from ui.charts import findings
from ui.charts.axes import ticks
from ui.charts.bars import Bar, Part, StackedBar, bars, stacked_bars
from ui.charts.findings import Counted, Rate
from ui.charts.heat import Cell, Head, heat
from ui.charts.over_time import Series, TimeMark, columns, lines
from ui.charts.pareto import pareto
from ui.charts.selection import selected_codes
from ui.charts.spread import days_taken
from ui.charts.style import CATEGORICAL, CONFIG, FADED, MOST_POINTS, TONES, legend_of, points_of, said
from ui.charts.tiles import Tile, tiles
from ui.components.figure_legend import figure_legend
from ui.components.figure_table import FigureTable, figure_table
from ui.numerals import percent
from ui.text import FSI, LRI, PDI, RLI, speaking

ROOT = Path(__file__).parent.parent.parent
WEEKS = [date(2026, 1, 5) + timedelta(weeks=n) for n in range(12)]
TITLES = [reason.title for reason in packs()["eg"].reasons.values()]
LONG = max((title.ar for title in TITLES), key=len)
HOSTILE = '<img src=x onerror="alert(1)"> & co'


def series(length: int = 12, **more) -> Series:
    return Series(code="received", name="Received", values=[10 + n for n in range(length)], **more)


def some_bars() -> list[Bar]:
    return [
        Bar(code="a", name=LONG, value=40),
        Bar(code="b", name="B", value=0),
        Bar(code="c", name="C", value=None),
    ]


def some_tiles() -> list[Tile]:
    pack = packs()["eg"]
    return [
        Tile(code=code, name=name.ar, place=pack.tiles[code], value=None if code == "eg-14" else n / 27)
        for n, (code, name) in enumerate(pack.regions.items())
    ]


def some_cells(**more) -> go.Figure:
    rows, heads = [Head("r1", "Ra"), Head("r2", "Rb")], [Head("c1", "Ca"), Head("c2", "Cb")]
    cells = {("r1", "c1"): Cell(0.5), ("r1", "c2"): Cell(0), ("r2", "c1"): Cell(None)}
    return heat(rows, heads, cells, worded=percent, **more)


KINDS = {
    "lines": lambda: lines(WEEKS, [series(before=[5] * 12)], marks=[TimeMark(WEEKS[4], LONG)]),
    "columns": lambda: columns(WEEKS, [series(), Series(code="x", name="X", values=[1] * 11 + [None])]),
    "bars": lambda: bars(some_bars()),
    "stacked": lambda: stacked_bars(
        [StackedBar(code="a", name=LONG, values=[3, 4]), StackedBar(code="b", name="B", values=[3, None])],
        [Part(code="sole", name="Sole"), Part(code="joint", name="Joint", tone="warn")],
    ),
    "pareto": lambda: pareto(some_bars()),
    "heat": some_cells,
    "tiles": lambda: tiles(some_tiles(), worded=percent),
    "days": lambda: days_taken({1: 4, 9: 30, 44: 2, 99: 1}, median=9, ninetieth=20, limit=30),
}
every_kind = pytest.mark.parametrize("kind", KINDS)
both_languages = pytest.mark.parametrize("language", ["ar", "en"])


@pytest.fixture
def arab() -> Generator[None]:
    numerals.set_numbering_source(lambda: "arab")
    yield
    numerals.set_numbering_source(lambda: "latn")


def built(kind: str, language: str) -> dict:
    with speaking(language):
        return json.loads(KINDS[kind]().to_json())


# ---- The house style


@every_kind
@both_languages
def test_plotly_knows_everything_a_figure_says(kind: str, language: str) -> None:
    # Figures are built without Plotly's own validation, for speed; here each kind passes it.
    figure = built(kind, language)
    go.Figure(data=figure["data"], layout=figure["layout"])


@every_kind
@both_languages
def test_the_ground_shows_through_and_nothing_of_plotlys_own_is_drawn(kind: str, language: str) -> None:
    layout = built(kind, language)["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert layout["showlegend"] is False
    assert "title" not in layout
    assert layout["template"] == {}
    assert CONFIG["displayModeBar"] is False
    assert CONFIG["displaylogo"] is False


@every_kind
def test_nothing_zooms_away(kind: str) -> None:
    layout = built(kind, "ar")["layout"]
    axes = [axis for name, axis in layout.items() if name.startswith(("xaxis", "yaxis"))]
    assert axes
    assert all(axis["fixedrange"] for axis in axes)


def test_the_colours_are_those_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert list(CATEGORICAL) == theme["chartCategoricalColors"]
    assert TONES["good"] == theme["greenColor"]
    assert TONES["bad"] == theme["redColor"]
    assert TONES["accent"] == theme["primaryColor"]


def test_good_soon_and_late_have_their_tones() -> None:
    figure = stacked_bars(
        [StackedBar(code="a", name="A", values=[1, 1, 1])],
        [Part(code=tone, name=tone, tone=tone) for tone in ("good", "warn", "bad")],
    )
    assert [trace.marker.color for trace in figure.data[:3]] == [TONES["good"], TONES["warn"], TONES["bad"]]


# ---- Right to left


@pytest.mark.parametrize("kind", ["lines", "columns", "bars", "stacked", "pareto", "heat", "days"])
def test_what_stands_beside_stands_where_reading_begins(kind: str) -> None:
    for language, side, room, other in (("ar", "right", "r", "l"), ("en", "left", "l", "r")):
        layout = built(kind, language)["layout"]
        assert layout["yaxis"]["side"] == side
        assert layout["margin"][room] > layout["margin"][other]
        assert layout["hoverlabel"]["align"] == side


@pytest.mark.parametrize("kind", ["bars", "stacked", "pareto", "heat", "days"])
def test_lengths_and_categories_run_in_the_readers_direction(kind: str) -> None:
    low, high = built(kind, "en")["layout"]["xaxis"]["range"]
    assert low < high
    assert built(kind, "ar")["layout"]["xaxis"]["range"] == [high, low]


@pytest.mark.parametrize("kind", ["bars", "stacked", "pareto", "heat", "tiles"])
@both_languages
def test_the_first_row_is_on_top_in_both_languages(kind: str, language: str) -> None:
    figure = built(kind, language)
    bottom, top = figure["layout"]["yaxis"]["range"]
    assert bottom > max(figure["data"][0]["y"]) > min(figure["data"][0]["y"]) > top


@pytest.mark.parametrize("kind", ["lines", "columns"])
def test_time_runs_from_left_to_right_in_both_languages(kind: str) -> None:
    for language in ("ar", "en"):
        axis = built(kind, language)["layout"]["xaxis"]
        assert axis["type"] == "date"
        assert axis["tickvals"] == sorted(axis["tickvals"])
        assert "autorange" not in axis
        assert axis.get("range", ["a", "b"]) == sorted(axis.get("range", ["a", "b"]))


def test_the_map_is_never_mirrored() -> None:
    arabic, english = built("tiles", "ar"), built("tiles", "en")
    assert arabic["layout"]["xaxis"]["range"] == english["layout"]["xaxis"]["range"]
    west, east = arabic["layout"]["xaxis"]["range"]
    assert west < east
    assert arabic["data"][0]["base"] == english["data"][0]["base"]
    bases = dict(
        zip([codes[0] for codes in arabic["data"][0]["customdata"]], arabic["data"][0]["base"], strict=True)
    )
    assert bases["eg-33"] < bases["eg-01"] < bases["eg-34"], "Matrouh, Cairo, North Sinai"


def texts_in(thing: object) -> Generator[str]:
    if isinstance(thing, dict):
        for name, part in thing.items():
            if name in {"text", "ticktext", "hovertext"}:
                yield from ([part] if isinstance(part, str) else part)
            else:
                yield from texts_in(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from texts_in(part)


@every_kind
@both_languages
def test_every_line_of_text_keeps_its_order(kind: str, language: str) -> None:
    figure = built(kind, language)
    del figure["layout"]["meta"]
    opening = RLI if language == "ar" else LRI
    told = [line for text in texts_in(figure) for line in text.split("<br>") if line]
    assert told
    assert all(line.startswith(opening) and line.endswith(PDI) for line in told)


@pytest.mark.parametrize("kind", ["lines", "columns", "pareto", "days"])
def test_what_a_figure_says_by_itself_is_said_in_arabic(kind: str) -> None:
    with speaking("ar"):
        words = [key.text for key in legend_of(KINDS[kind]())]
    with speaking("en"):
        english = [key.text for key in legend_of(KINDS[kind]())]
    assert words != english


@pytest.mark.usefixtures("arab")
@pytest.mark.parametrize("kind", ["lines", "columns", "bars", "stacked", "pareto", "heat", "tiles", "days"])
def test_arabic_indic_digits_are_used_everywhere_where_they_are_preferred(kind: str) -> None:
    figure = built(kind, "ar")
    del figure["layout"]["meta"]
    told = "".join(text for text in texts_in(figure)).replace("65", "").replace("B", "")
    assert any(digit in told for digit in "٠١٢٣٤٥٦٧٨٩")
    assert not any(digit in told for digit in "0123456789")
    english = "".join(texts_in(built(kind, "en")))
    assert not any(digit in english for digit in "٠١٢٣٤٥٦٧٨٩")


# ---- Labels


def test_long_names_are_wrapped_and_cut_and_told_in_full_on_hover() -> None:
    very_long = " ".join([LONG] * 3)
    with speaking("ar"):
        figure = bars([Bar(code="a", name=very_long, value=3)])
    label = figure.layout.yaxis.ticktext[0]
    assert label.count("<br>") == 2
    assert label.endswith(f"…{PDI}")
    assert all(len(line) <= 28 + len(RLI + PDI) for line in label.split("<br>"))
    hover = figure.data[1].hovertext[0].replace(RLI, "").replace(PDI, "").replace("<br>", " ")
    assert very_long in hover


def test_markup_in_a_name_is_text() -> None:
    with speaking("en"):
        figure = bars([Bar(code="a", name=HOSTILE, value=3)])
        assert said("a & b") == f"{LRI}a &amp; b{PDI}"
    everything = "".join(texts_in(json.loads(figure.to_json())))
    assert "<img" not in everything
    assert "&lt;img" in everything


# ---- How much


def test_no_figure_hands_over_more_points_than_it_may() -> None:
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(2000)]
    many = [Bar(code=str(n), name=str(n), value=n) for n in range(3000)]
    heads = [Head(str(n), str(n)) for n in range(60)]
    daily = [series(2000, before=[1] * 2000), series(2000)]
    with speaking("en"):
        figures = {
            "lines": lines(days, daily),
            "columns": columns(days, daily),
            "bars": bars(many, most=3000),
            "pareto": pareto(many, most=3000),
            "heat": heat(heads, heads, {(a.code, b.code): Cell(1) for a in heads for b in heads}),
            "days": days_taken(dict.fromkeys(range(3000), 1), longest=2500),
            "stacked": stacked_bars(
                [StackedBar(code=str(n), name="x", values=[1, 1]) for n in range(3000)],
                [Part(code="a", name="A"), Part(code="b", name="B")],
                most=3000,
            ),
        }
        notes = {name: [key.text for key in legend_of(figure)] for name, figure in figures.items()}
    for name, figure in figures.items():
        assert 0 < points_of(figure) <= MOST_POINTS, name
    assert "One value in 7 is drawn; the table has all." in notes["lines"]
    assert "2,500 more are in the table" in notes["bars"]
    assert "44 more are in the table" in notes["heat"]
    assert figures["lines"].data[-1].x[-1] == days[-1].isoformat(), "the last day is always drawn"
    assert figures["columns"].data[0].x[-1] == days[-1].isoformat()


# ---- Hidden is not none


def test_a_hidden_cell_looks_unlike_one_with_none() -> None:
    with speaking("en"):
        cells = some_cells().data[0]
    half, none, hidden = range(3)
    assert [list(one) for one in cells.customdata] == [["r1", "c1"], ["r1", "c2"], ["r2", "c1"]]
    assert list(cells.marker.pattern.shape) == ["", "", "/"]
    assert len({cells.marker.color[at] for at in (half, none, hidden)}) == 3
    assert "0%" in cells.text[none]
    assert cells.text[hidden] == ""
    assert "too few to tell" in cells.hovertext[hidden]
    assert "too few to tell" not in cells.hovertext[none]


@pytest.mark.parametrize("kind", ["columns", "bars", "stacked", "pareto", "heat", "tiles"])
def test_the_legend_explains_the_hatch_where_there_is_one(kind: str) -> None:
    with speaking("en"):
        assert "hatch" in {key.kind for key in legend_of(KINDS[kind]())}
        assert "hatch" not in {key.kind for key in legend_of(bars([Bar(code="a", name="A", value=0)]))}


def test_a_hidden_bar_is_hatched_and_says_so() -> None:
    with speaking("en"):
        track, lengths = bars(some_bars()).data
    assert list(track.marker.pattern.shape) == ["", "", "/"]
    assert [text.strip(LRI + PDI) for text in lengths.text] == ["40", "0", "under 5"]


def test_a_sum_does_not_give_away_its_hidden_part() -> None:
    with speaking("en"):
        rest = KINDS["stacked"]().data[-1]
    assert [text.strip(LRI + PDI) for text in rest.text] == ["7", "under 5"]
    assert list(rest.marker.pattern.shape) == ["", "/"]


def test_a_hidden_layer_puts_a_cap_on_its_column() -> None:
    with speaking("en"):
        cap = KINDS["columns"]().data[-1]
    assert list(cap.x) == [WEEKS[-1].isoformat()]
    assert "X: under 5" in cap.hovertext[0]


def test_a_pair_that_cannot_be_is_left_empty() -> None:
    with speaking("en"):
        assert points_of(some_cells()) == 3


# ---- What is chosen


def test_the_chosen_stand_out_and_the_others_fade() -> None:
    with speaking("en"):
        plain = bars(some_bars()).data[1].marker.opacity
        chosen = bars(some_bars(), selected=["b"]).data[1].marker.opacity
        cells = some_cells(selected_rows=["r1"], selected_columns=["c2"]).data[0].marker
        row_only = some_cells(selected_rows=["r1"]).data[0].marker
        region = tiles(some_tiles(), selected=["eg-01"]).data[0].marker
        faint = lines(WEEKS, [series(), Series(code="b", name="B", values=[1] * 12)], selected=["b"])
    assert list(plain) == [1, 1, 1]
    assert list(chosen) == [FADED, 1, FADED]
    assert list(cells.opacity) == [FADED, 1, FADED]
    assert list(cells.line.width) == [1, 2.5, 1]
    assert list(row_only.opacity) == [1, 1, FADED]
    assert [opacity for opacity in region.opacity if opacity == 1] == [1]
    assert [trace.opacity for trace in faint.data] == [FADED, 1]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("lines", ["received"]),
        ("columns", ["2026-01-05", "received"]),
        ("bars", ["a"]),
        ("stacked", ["a", "sole"]),
        ("pareto", ["a"]),
        ("heat", ["r1", "c1"]),
        ("tiles", ["eg-01"]),
    ],
)
def test_a_point_carries_its_codes(kind: str, codes: list[str]) -> None:
    assert built(kind, "ar")["data"][0]["customdata"][0] == codes


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        ({"selection": {"points": [{"customdata": ["income", "eg-01"], "x": 1}]}}, ("income", "eg-01")),
        ({"selection": {"points": [{"customdata": ["a"]}, {"customdata": ["b"]}]}}, ("b",)),
        ({"selection": {"points": [{"customdata": {"0": "a", "1": "b"}}]}}, ("a", "b")),
        ({"selection": {"points": [{"customdata": "a"}]}}, ("a",)),
        ({"selection": {"points": [{"x": 1}]}}, ()),
        ({"selection": {"points": []}}, ()),
        ({}, ()),
        (None, ()),
    ],
)
def test_what_was_clicked_is_read_from_streamlits_event(event: object, codes: tuple[str, ...]) -> None:
    assert selected_codes(event) == codes


# ---- Kinds


def test_pareto_sorts_and_adds_up_to_the_whole() -> None:
    items = [Bar(code=code, name=code, value=value) for code, value in (("a", 10), ("b", 30), ("c", 60))]
    with speaking("en"):
        figure = pareto(items, most=2)
    assert [code for (code,) in figure.data[1].customdata] == ["c", "b"]
    assert list(figure.data[2].x) == [0.6, 0.9]
    assert "1 more is in the table" in [key.text for key in legend_of(figure)]


def test_the_period_before_is_dotted_and_lighter() -> None:
    with speaking("en"):
        before, now = KINDS["lines"]().data
    assert before.line.dash == "dot"
    assert before.line.color != now.line.color == CATEGORICAL[0]
    assert list(before.x) == list(now.x), "on the same days, to compare"
    assert "the period before" in before.hovertext[0]


def test_marks_are_numbered_and_told_in_the_legend() -> None:
    marks = [TimeMark(WEEKS[6], "second"), TimeMark(WEEKS[2], "first"), TimeMark(date(2020, 1, 1), "old")]
    with speaking("en"):
        figure = lines(WEEKS, [series()], marks=marks)
        told = [(key.mark, key.text) for key in legend_of(figure) if key.kind == "mark"]
    assert told == [("1", "first (19 Jan 2026)"), ("2", "second (16 Feb 2026)")]
    assert [shape.x0 for shape in figure.layout.shapes] == ["2026-01-19", "2026-02-16"]


def test_lateness_has_its_tone_and_the_longest_stand_together() -> None:
    with speaking("en"):
        figure = days_taken({5: 4, 31: 2, 70: 1, 99: 2}, limit=30, longest=60)
    column = figure.data[0]
    assert list(column.y)[-1] == 3
    assert column.x[-1] == 61
    assert (column.marker.color[30], column.marker.color[31]) == (TONES["good"], TONES["bad"])
    assert "60+" in figure.layout.xaxis.ticktext[-1]


@pytest.mark.parametrize(
    ("highest", "whole", "steps"),
    [
        (0, True, (0, 1)),
        (3, True, (0, 1, 2, 3)),
        (437, True, (0, 200, 400, 600)),
        (0.43, False, (0, 0.2, 0.4, 0.6)),
        (1, False, (0, 0.25, 0.5, 0.75, 1)),
    ],
)
def test_steps_of_an_axis_are_round(highest, whole, steps) -> None:
    assert ticks(highest, whole=whole) == pytest.approx(steps)


@both_languages
def test_nothing_at_all_is_a_figure_without_points(language: str) -> None:
    with speaking(language):
        for build in (
            partial(lines, [], []),
            partial(columns, [], []),
            partial(bars, []),
            partial(stacked_bars, [], []),
            partial(pareto, []),
            partial(heat, [], [], {}),
            partial(tiles, []),
            partial(days_taken, {}),
        ):
            assert points_of(build()) == 0


# ---- Legend and table


def test_the_legend_is_text_and_in_order() -> None:
    with speaking("ar"):
        html = figure_legend(stacked_bars([], [Part(code="a", name=HOSTILE), Part(code="b", name="B")]))
        scale = figure_legend(some_cells())
    assert "<img" not in html
    assert html.index("&lt;img") < html.index(">B<")
    assert scale.index("0%") < scale.index("50%"), "from none to the highest, in reading order"


def test_the_table_behind_a_figure_is_a_table() -> None:
    table = FigureTable(
        caption=HOSTILE,
        heads=["Reason", "Cases", "Share", "Since"],
        rows=[["<b>Income</b>", 1234, "43%", "January"], ["Land", None, "0%", ""]],
    )
    with speaking("en"):
        html = figure_table(table)
    assert "<img" not in html
    assert "<b>Income" not in html
    assert html.count('<th scope="col"') == 4
    assert html.count('<th scope="row">') == 2
    assert '<td class="number">1,234</td>' in html
    assert '<td class="number">43%</td>' in html
    assert '<td class="number">Jan' not in html
    assert "under 5" in html
    assert "too few to tell" in html
    with speaking("en"):
        assert "too few to tell" not in figure_table(
            FigureTable(caption="c", heads=["A", "B"], rows=[["x", 0]])
        )


# ---- Findings


@pytest.mark.parametrize(
    ("sentence", "english", "arabic"),
    [
        (
            lambda: findings.largest([Counted("Income", 312), Counted("Land", 40)], 1024),
            "Most often: “Income”, in 312 of 1,024 cases (30%).",
            "الأكثر تكرارًا: «Income»، في 312 من أصل 1,024 طلبًا (30%).",
        ),
        (
            lambda: findings.trend("Received", 112, 100),
            "Received: 112, 12% more than in the period before (100).",
            "Received: 112، بزيادة 12% عن الفترة السابقة (100).",
        ),
        (
            lambda: findings.trend("Received", 80, 100),
            "Received: 80, 20% fewer than in the period before (100).",
            "Received: 80، بانخفاض 20% عن الفترة السابقة (100).",
        ),
        (
            lambda: findings.trend("Received", 101, 100),
            "Received: 101, about as many as in the period before (100).",
            "Received: 101، وهو عدد قريب من عدد الفترة السابقة (100).",
        ),
        (
            lambda: findings.trend("Received", 9, 3),
            "Received: 9; 3 in the period before, too few to compare.",
            "Received: 9، مقابل 3 في الفترة السابقة، وهو عدد لا يكفي للمقارنة.",
        ),
        (lambda: findings.trend("Received", 9, None), "Received: 9.", "Received: 9."),
        (
            lambda: findings.highest_rate([Rate("Qena", 41, 96), Rate("Giza", 8, 30)]),
            "Highest in Qena: 41 of 96 cases (43%).",
            "النسبة الأعلى في Qena: 41 من أصل 96 طلبًا (43%).",
        ),
        (
            lambda: findings.highest_rate([Rate("Qena", 41, 96), Rate("Tiny", 3, 3)]),
            "Highest, among those with at least 20 cases, in Qena: 41 of 96 cases (43%).",
            "النسبة الأعلى، فيما لا يقل عن 20 طلبًا، في Qena: 41 من أصل 96 طلبًا (43%).",
        ),
        (
            lambda: findings.highest_rate([Rate("Tiny", 3, 3)]),
            "Not enough data: 3 cases; at least 20 are needed.",
            "بيانات غير كافية: لا يتوفر سوى 3 طلبات، والمطلوب 20 على الأقل.",
        ),
        (
            lambda: findings.highest_rate([Rate("Qena", 0, 96)]),
            "None anywhere, among those with at least 20 cases.",
            "لا شيء في أيٍّ مما بلغ عدد طلباته 20 أو أكثر.",
        ),
        (
            lambda: findings.share("Late", 12, 340),
            "Late: 12 of 340 cases (4%).",
            "Late: 12 من أصل 340 طلبًا (4%).",
        ),
        (
            lambda: findings.share("Late", 1, 2),
            "Late: 1 of 2 cases, too few for a share.",
            "Late: 1 من أصل طلبين، وهو عدد لا يكفي لحساب نسبة.",
        ),
        (
            lambda: findings.how_long(9, 21, 640),
            "Half of 640 cases took at most 9 working days, nine in ten at most 21 working days.",
            "من بين 640 طلبًا، استغرق نصفها مدة أقصاها 9 أيام عمل، وتسعة أعشارها مدة أقصاها 21 يوم عمل.",
        ),
        (
            lambda: findings.together("A", "B", 1),
            "Most often together: “A” and “B”, in 1 case.",
            "الأكثر اجتماعًا: «A» و«B»، في طلب واحد.",
        ),
        (
            lambda: findings.share("Late", 0, 0),
            "Nothing to show for this choice.",
            "لا يوجد ما يُعرض وفق هذا الاختيار.",
        ),
    ],
)
def test_a_finding_is_one_sentence_with_its_numbers(sentence, english: str, arabic: str) -> None:
    for language, expected in (("en", english), ("ar", arabic)):
        with speaking(language):
            assert sentence().replace(FSI, "").replace(PDI, "") == expected


@pytest.mark.parametrize(
    ("n", "arabic"), [(1, "طلب واحد"), (2, "طلبين"), (3, "3 طلبات"), (11, "11 طلبًا"), (100, "100 طلب")]
)
def test_cases_agree_with_their_number(n: int, arabic: str) -> None:
    with speaking("ar"):
        assert findings.cases(n) == arabic


def test_no_share_is_told_of_too_few() -> None:
    with speaking("en"):
        assert "%" not in findings.largest([Counted("Income", 3)], 4)
        assert "%" not in findings.share("Late", 3, 19)
        assert findings.how_long(3, 4, 19).startswith("Not enough data")
