"""Text similarity: the field's own numbers where it has them, and the laws of a similarity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import CHRF

from annotator.scoring.text_similarity import chrf, similarity

TEXTS = st.text(st.sampled_from("ab cd éß犬."), max_size=40)


@given(TEXTS, TEXTS, st.sampled_from([1, 2, 3]))
def test_chrf_is_sacrebleus(hypothesis, reference, beta):
    theirs = CHRF(beta=beta).sentence_score(hypothesis, [reference]).score

    assert 100 * chrf(hypothesis, reference, beta=beta) == pytest.approx(theirs, abs=1e-9)


@given(TEXTS, TEXTS)
def test_similarity_is_symmetric_and_a_share(one, other):
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert 0 <= similarity(one, other) <= 1 + 1e-12


@given(TEXTS)
def test_a_text_is_like_itself(text):
    assert similarity(text, text) == pytest.approx(1)
