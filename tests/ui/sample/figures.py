"""Figures that can be clicked, as a page draws them; what is chosen stands in the address."""

import streamlit as st

from casework.countries.pack import packs
from dashboard.forms.figure import chart
from ui.charts.bars import Bar, Part, StackedBar, bars, stacked_bars
from ui.charts.heat import Cell, Head, heat
from ui.charts.tiles import Tile, tiles
from ui.components.figure_table import FigureTable
from ui.numerals import percent
from ui.text import language

HOSTILE = "<b>عنوان</b>"


def keep(name):
    def chosen(codes):
        now = "/".join(codes)
        if st.query_params.get(name) == now:
            del st.query_params[name]
        else:
            st.query_params[name] = now

    return chosen


def chosen(name):
    return [code for code in st.query_params.get(name, "").split("/") if code]


def figures() -> None:
    pack = packs()["eg"]
    regions = [
        Tile(
            code=code,
            name=name.in_(language()),
            place=pack.tiles[code],
            short=pack.short_name(code).in_(language()),
            value=None if code == "eg-14" else n / 27,
        )
        for n, (code, name) in enumerate(pack.regions.items())
    ]
    chart(
        tiles(regions, worded=percent, selected=chosen("region")),
        key="sample.tiles",
        title=HOSTILE,
        finding="جملة <i>واحدة</i>.",
        table=FigureTable(
            caption="المحافظات", heads=["المحافظة", "النسبة"], rows=[[t.name, t.value] for t in regions]
        ),
        definition="tile_map",
        on_select=keep("region"),
    )
    heads = [Head(code, code) for code in "abc"]
    cells = {(a.code, b.code): Cell(n) for n, a in enumerate(heads) for b in heads}
    chart(
        heat(heads, heads, cells, selected_rows=chosen("cell")[:1], selected_columns=chosen("cell")[1:]),
        key="sample.heat",
        title="خلايا",
        finding="",
        table=None,
        on_select=keep("cell"),
    )
    parts = [Part(code="sole", name="وحيد"), Part(code="joint", name="مشترك")]
    chart(
        stacked_bars([StackedBar(code="a", name="أ", values=[3, 4])], parts, selected=chosen("part")[:1]),
        key="sample.parts",
        title="أجزاء",
        finding="",
        table=None,
        on_select=keep("part"),
    )
    clicked = chart(
        bars([Bar(code="none", name="لا شيء", value=0), Bar(code="some", name="بعض", value=9)]),
        key="sample.bars",
        title="أعمدة",
        finding="",
        table=None,
        on_select="rerun",
    )
    st.text(f"clicked={'/'.join(clicked)}")
    chart(bars([]), key="sample.empty", title="فارغ", finding="لا تظهر", table=None, empty="لا طلبات.")
