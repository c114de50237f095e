import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from casework.applications.reference import canonical_reference, is_reference, make_reference
from casework.countries.pack import packs

PREFIXES = sorted(scheme.prefix for pack in packs().values() for scheme in pack.programmes.values())
REFERENCES = st.builds(
    make_reference, st.sampled_from(PREFIXES), st.integers(2020, 2099), st.integers(1, 999_999_999)
)


def test_a_reference_has_its_shape():
    reference = make_reference("TK", 2026, 123)

    assert reference.startswith("TK-2026-000123-")
    assert is_reference(reference)


@given(REFERENCES)
def test_thecheck_character_is_that_of_iso_7064(reference):
    assert mod_37_36.is_valid(reference.replace("-", ""))


@given(REFERENCES, st.data())
def test_any_single_wrong_character_is_noticed(reference, data):
    place = data.draw(st.sampled_from([at for at, letter in enumerate(reference) if letter != "-"]))
    other = data.draw(
        st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ").filter(lambda one: one != reference[place])
    )

    assert not is_reference(reference[:place] + other + reference[place + 1 :])


@given(REFERENCES)
def test_it_is_read_however_it_is_typed(reference):
    arabic = reference.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert canonical_reference(reference.lower().replace("-", " ")) == reference
    assert canonical_reference(f"\u2067{arabic}\u2069") == reference
    assert canonical_reference(reference) == reference


@pytest.mark.parametrize("text", ["", "TK-2026-000123", "29001012101234", "محمد", "TK-2026-00012-3"])
def test_what_is_no_reference_is_none(text):
    assert canonical_reference(text) is None


@pytest.mark.parametrize(
    ("prefix", "year", "number"),
    [("tk", 2026, 1), ("T", 2026, 1), ("TK", 26_000, 1), ("TK", 2026, 0), ("TK", 2026, 10**9)],
)
def test_parts_that_make_no_reference_are_refused(prefix, year, number):
    with pytest.raises(ValueError, match="-"):
        make_reference(prefix, year, number)


def test_no_two_programmes_share_a_prefix():
    assert len(PREFIXES) == len(set(PREFIXES))
