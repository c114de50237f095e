"""Tables whose numbers lead somewhere: escaped, real headers, no link where there is nowhere to go."""

from ui.components.linked_table import LinkedCell, LinkedTable, link_html, linked_table, sentence_html

TABLE = LinkedTable(
    caption="By <region>",
    heads=[("Region", ""), ("Received", "/definitions?figure=received"), ("In time", "")],
    rows=[
        [
            LinkedCell(text="<b>Cairo</b>"),
            LinkedCell(text="12", href="/behind?figure=flow&a=received"),
            LinkedCell(
                text="80%",
                note="{part} of {whole}",
                numbers={"part": ("8", "/behind?a=in_time"), "whole": ("10", "")},
            ),
        ]
    ],
)


def test_nothing_is_taken_for_markup() -> None:
    told = linked_table(TABLE)
    assert "<b>" not in told
    assert "By &lt;region&gt;" in told
    assert "&lt;b&gt;Cairo&lt;/b&gt;" in told
    assert 'href="/behind?figure=flow&amp;a=received"' in told


def test_rows_and_columns_are_named_and_heads_explain_themselves() -> None:
    told = linked_table(TABLE)
    assert told.count('scope="col"') == 3
    assert told.count('scope="row"') == 1
    assert 'href="/definitions?figure=received"' in told


def test_numbers_in_a_note_lead_to_their_own_lists() -> None:
    told = linked_table(TABLE)
    assert (
        '<a class="mizan-link" href="/behind?a=in_time" target="_self"><bdi>8</bdi></a> of <bdi>10</bdi>'
        in told
    )


def test_a_number_without_a_list_is_no_link() -> None:
    assert link_html("0", "") == "<bdi>0</bdi>"
    assert sentence_html("<{n}>", n=link_html("1", "")) == "&lt;<bdi>1</bdi>&gt;"
