"""A judge that is not there gives no score; one that is there is asked."""

from annotator.scoring.judge import judged


class Agreeing:
    """A judge for whom two captions tell the same if they are the same."""

    def judge(self, caption: str, reference: str) -> float:
        return float(caption == reference)


def test_without_a_judge_there_is_no_score():
    assert judged(None, "A dog runs.", "A dog runs.") is None


def test_a_judge_is_given_both_captions():
    assert judged(Agreeing(), "A dog runs.", "A dog runs.") == 1
    assert judged(Agreeing(), "A dog runs.", "A cat runs.") == 0
