"""A recorded user study, held against ours: `python -m tests.acceptance.metric_study STUDY.json`.

The file holds one method in the words of `annotator.scoring.metric_study`, flat beside `human`, and `expected`: r,
r_avg, r_max, delta_pn, and `thresholds: [{alpha, n, r}]`. Prints each number beside its expected one, and ends with 1
where they differ. Not part of the test suite: such files are not ours to ship.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from annotator.scoring.metric_study.reading import read_study
from annotator.scoring.metric_study.study import study

TOLERANCE = 1e-9


def main(path: Path) -> int:
    """Compute the study through the file that its command reads.

    Returns:
        0 where every number is the recorded one.
    """
    recorded = json.loads(path.read_text("utf-8"))
    expected, human = recorded.pop("expected"), recorded.pop("human")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "study.json")
        file.write_text(json.dumps({"human": human, "methods": {"recorded": recorded}}), "utf-8")
        ratings, methods = read_study(file)
    found = study(ratings, methods)
    row = found["methods"]["recorded"]
    pairs = [(name, row[name], expected[name]) for name in ("r", "r_avg", "r_max", "delta_pn")]
    for ours, theirs in zip(row["thresholds"], expected["thresholds"], strict=True):
        pairs += [(f"{name} at {theirs['alpha']}", ours[name], theirs[name]) for name in ("alpha", "n", "r")]
    wrong = [name for name, ours, theirs in pairs if ours is None or abs(ours - theirs) > TOLERANCE]
    for name, ours, theirs in pairs:
        print(f"{name}: {ours} (recorded {theirs}){' DIFFERS' if name in wrong else ''}")
    print(f"intervals {row['intervals']}; raters {found['raters']}")
    print(f"{len(pairs) - len(wrong)} of {len(pairs)} numbers as recorded")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1])))
