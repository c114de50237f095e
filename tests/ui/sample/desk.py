"""Every widget the desk uses, on one page, to look at in both directions."""

import datetime as dt

import streamlit as st

from dashboard.direction import language_from
from tests.ui.sample.figures import figures
from ui.components.markup import bar_html, chip_html, facts_html, id_html, timeline_html
from ui.components.work_table import Column, table_labels, work_table
from ui.dates import both_calendars, remaining
from ui.labels import check_chip, field_label, state_chip, state_label, urgency_chip, verdict_chip
from ui.numerals import set_numbering_source
from ui.text import set_language_source, speaking

set_language_source(lambda: "ar")
set_numbering_source(lambda: "latn")
STATES = ["submitted", "under_review", "needs_completion", "completed", "approved", "rejected", "expired"]


def a_row(index: int) -> dict[str, object]:
    days = 4 - index % 9
    urgency = "on_time" if days > 2 else "amber" if days >= 0 else "red"
    return {
        "id": f"TK-2026-{index:06d}-C",
        "reference": f"TK-2026-{index:06d}-C",
        "href": f"/?reference=TK-2026-{index:06d}-C",
        "name": "<b>نورا عبد الرحمن السيد محمود</b>" if index == 3 else "نورا عبد الرحمن السيد محمود",
        "programme": "تكافل",
        "region": "كفر الشيخ",
        "state": state_chip(STATES[index % len(STATES)]),
        "deadline": urgency_chip(urgency, remaining(days)),
        "assignee": "أمل حسن" if index % 3 else None,
    }


def columns() -> list[Column]:
    return [
        Column(name="reference", title="المرجع", kind="id", href="href", row_header=True),
        Column(name="name", title=field_label("full_name")),
        Column(name="programme", title=field_label("programme"), kind="short", priority=2),
        Column(name="region", title=field_label("region"), kind="short", priority=3),
        Column(name="state", title="الحالة", kind="chip"),
        Column(name="deadline", title="المهلة", kind="deadline"),
        Column(name="assignee", title="المراجع", kind="short", priority=4),
    ]


def page() -> None:
    st.title("قائمة الطلبات")
    rerun = st.button("Rerun", key="sample.rerun")
    fewer = st.checkbox("أقل", key="sample.fewer")
    answer = work_table(
        [a_row(i) for i in range(1 if fewer else 0, 50)],
        columns(),
        key="sample.table",
        caption="طلباتي",
        selectable=True,
        labels=table_labels(selectable=True),
    )
    st.text(f"opened={answer.opened} selected={','.join(answer.selected)} rerun={rerun}")


def widgets() -> None:
    st.html(
        bar_html([("المرجع", id_html("TK-2026-000123-C")), ("الحالة", chip_html(state_chip("approved")))])
    )
    left, right = st.columns(2)
    with left:
        st.html(facts_html([(field_label("iban"), id_html("EG38 0019 0005 0000 0000 2631 8000 2")),
                            (field_label("birth_date"), both_calendars(dt.date(1984, 3, 2)))]))  # fmt: skip
        chips = [check_chip("pass"), check_chip("fail"), check_chip("cannot_tell"), verdict_chip(None),
                 verdict_chip("unreadable"), urgency_chip("red")]  # fmt: skip
        st.html(" ".join(map(chip_html, chips)))
        st.html(
            timeline_html([("23 نوفمبر", state_label("submitted"), "النظام"), ("24 نوفمبر", "استلمه", "أمل")])
        )
        st.metric("متأخر", "1,234", "-5")
        st.progress(0.3, "جارٍ الاستيراد")
        st.code("python -m operations import file.csv")
        st.json({"a": 1})
        st.info("معلومة", icon=None)
        st.error("لا يمكن حفظ القرار: غيّر زميل هذا الطلب بعد أن فتحته.")
    with right, st.form("sample.form"):
        st.text_input("كلمة المرور", type="password", key="sample.password")
        st.text_input("الرقم القومي", key="sample.national_id")
        st.selectbox("البرنامج", ["تكافل", "كرامة"], index=None, key="sample.programme")
        st.multiselect("الأسباب", ["دخل ثابت", "معاش آخر"], key="sample.reasons")
        st.date_input("التاريخ", dt.date(2026, 11, 23), key="sample.date")
        st.number_input("العدد", value=3, key="sample.number")
        st.radio("القرار", ["قبول", "رفض", "طلب استكمال"], horizontal=True, key="sample.radio")
        st.segmented_control("العرض", ["طلباتي", "غير مستلمة", "متأخرة"], default="طلباتي", key="sample.view")
        st.pills("مرشح", ["أحمر", "كهرماني"], key="sample.pills")
        st.file_uploader("الملف", type=["csv", "xlsx"], key="sample.file")
        st.text_area("ملاحظة", key="sample.note")
        st.toggle("إظهار", key="sample.toggle")
        st.form_submit_button("تسجيل القرار", type="primary")
    st.tabs(["البيانات", "المستندات", "السجل"])
    with st.expander("تفاصيل"):
        st.markdown("- بند أول\n- بند ثانٍ **مهم** TK-2026-000123-C (2026)\n\n1. واحد\n2. اثنان")
    st.pagination(9, key="sample.pages")
    st.dataframe({"a": [1, 2]}, height=120)
    if st.button("حوار", key="sample.dialog"):
        st.dialog("عنوان الحوار")(lambda: st.text("نص"))()


st.set_page_config(page_title="ميزان", layout="wide")
st.sidebar.text("أمل حسن")
with speaking(language_from(st.context.cookies)):
    st.navigation(
        [
            st.Page(page, title="قائمة الطلبات", default=True),
            st.Page(widgets, title="عناصر"),
            st.Page(figures, title="أشكال"),
        ]
    ).run()
