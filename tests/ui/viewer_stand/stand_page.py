"""The viewer beside what a clerk would type, in the language of `?lang=`."""

import streamlit as st

from ui.components.paper_viewer import PaperTab, paper_viewer
from ui.text import speaking

st.set_page_config(layout="wide")
PAPERS = [
    PaperTab(id=1, title="خطاب الراتب", note="لم يُحكم عليها بعد"),
    PaperTab(id=2, title="بطاقة الهوية <b>x</b>", note="مقبولة", tone="good"),
    PaperTab(id=3, title="عقد الإيجار", note="لا تطابق", tone="bad"),
    PaperTab(id=4, title="تقرير طبي", fault="الملف محمي بكلمة مرور."),
    PaperTab(id=5, title="ورقة مفقودة"),
]
with speaking("en" if st.query_params.get("lang") == "en" else "ar"):
    viewer, beside = st.columns([3, 2])
    with viewer:
        shown = paper_viewer(PAPERS, key="stand.viewer", height=640)
    with beside:
        st.session_state["runs"] = st.session_state.get("runs", 0) + 1
        st.text_input("note", key="stand.note")
        st.button("again", key="stand.again")
        st.text(f"paper {shown} run {st.session_state['runs']}")
