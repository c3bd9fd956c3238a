import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.links import identifier, key

ANY_ID = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(ANY_ID)
def test_every_id_comes_back_from_its_key(icon_id):
    assert identifier(key(icon_id)) == icon_id


@given(ANY_ID)
def test_no_proxy_has_a_reason_to_rewrite_a_key(icon_id):
    assert re.fullmatch(r"[A-Za-z0-9_~][A-Za-z0-9._:~-]*", key(icon_id))


@given(ANY_ID, ANY_ID)
def test_two_ids_never_share_a_key(one, other):
    assert (key(one) == key(other)) == (one == other)


@pytest.mark.parametrize("plain", ["search-outlined", "fa:user", "v1.2", "_private", "7"])
def test_harmless_ids_stay_readable(plain):
    assert key(plain) == plain


@pytest.mark.parametrize("segment", ["~é", "~!!", "~abcde", "~gA"])
def test_a_segment_that_is_no_key_stands_for_itself(segment):
    assert identifier(segment) == segment
