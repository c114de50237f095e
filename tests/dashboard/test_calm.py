"""What is written outlives a run in which the records do not answer, passwords excepted."""

from streamlit.testing.v1 import AppTest


def page():  # AppTest runs the source of this function alone, so its imports stand inside.
    import streamlit as st  # noqa: PLC0415

    from dashboard.calm import WISH, calm, well_again, went_well  # noqa: PLC0415
    from dashboard.session import remember, remembered  # noqa: PLC0415

    if remembered("test.down", default=False):
        remember(WISH, "a click")
        calm()
        st.stop()
    well_again()
    st.text_area("note", key="case.note")
    st.multiselect("reasons", ["a", "b"], key="case.reasons")
    st.text_input("password", key="account.password")
    st.button("go", key="case.go")
    st.caption(str(remembered(WISH, "none")))
    went_well()


def test_the_half_written_note_is_back_with_the_records(tmp_path, monkeypatch):
    monkeypatch.setenv("MIZAN_HOME", str(tmp_path))
    monkeypatch.setenv("MIZAN_DEMO", "1")
    at = AppTest.from_function(page)
    at.user = {"language": "en"}
    at.run()
    at.text_area(key="case.note").input("half a sentence")
    at.multiselect(key="case.reasons").select("b")
    at.text_input(key="account.password").input("secret")
    at.run()
    at.session_state["test.down"] = True
    at.button(key="case.go").click().run()
    assert at.error[0].value.startswith("The office's records do not answer. What you wrote is still here")
    assert "secret" not in str(at.session_state["shell.written"])
    at.session_state["test.down"] = False
    at.run()
    assert not at.exception
    assert at.text_area(key="case.note").value == "half a sentence"
    assert at.multiselect(key="case.reasons").value == ["b"]
    # What was clicked meanwhile is not done behind the reader's back.
    assert at.caption[0].value == "none"
