"""Words from outside in places that read Markdown or HTML."""

import pytest

from ui.components.markup import literal, text_html, timeline_html

MARKS = [
    ("**b** _i_ `c`", r"\*\*b\*\* \_i\_ \`c\`"),
    ("[x](http://evil)", "\\[x\\](http\\:\u2060//evil)"),
    ("<img src=x onerror=alert(1)>", r"\<img src=x onerror=alert(1)\>"),
    (":material/face: :red[x] :smile:", "\\:\u2060material/face: \\:\u2060red\\[x\\] \\:\u2060smile:"),
    ("$x^2$", r"\$x^2\$"),
    ("# h", r"\# h"),
    ("1. one", r"1\. one"),
    ("- one", r"\- one"),
    ("    code", "code"),
    ("a\nb", "a\n\nb"),
    ("www.evil.example a@b.example", "www\u2060.evil.example a\u2060@b.example"),
    ("a\u202eb", "a\u202eb\u202c"),
]


@pytest.mark.parametrize(("text", "escaped"), MARKS)
def test_marks_are_escaped(text, escaped):
    assert literal(text) == escaped


@pytest.mark.parametrize(
    "sentence", ["Case TK-2026-000123-C is with Amal (since 9:30).", "الطلب مع أمل حسن."]
)
def test_an_ordinary_sentence_stays_as_it_is(sentence):
    assert literal(sentence).replace("\\:\u2060", ":") == sentence


def test_what_a_name_turns_round_ends_with_the_name():
    assert text_html("\u202e<b>") == '<span dir="auto">\u202e&lt;b&gt;\u202c</span>'
    assert "\u202c</div>" in timeline_html([("9:30", "\u202enote", "")])
