"""The door for strangers: other caption measures of a folder of predictions, in one table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats.progress import Progress
from annotator.formats.whole_file import write_whole
from annotator.scoring.arguments import whole_number
from annotator.scoring.caption_measures.embeddings import BertScore, SentenceSimilarity
from annotator.scoring.caption_measures.letters import Chrf
from annotator.scoring.caption_measures.measure import Measure, default_tokens
from annotator.scoring.caption_measures.split import as_markdown, measure_split
from annotator.scoring.caption_measures.words import COCO_MEASURES
from annotator.scoring.lgvis.split import find_files

DESCRIPTION = """\
Score predicted captions by BLEU-4, METEOR, ROUGE-L, CIDEr, chrF, BERTScore and sentence embeddings.

The files are those of annotator.scoring.caption_accuracy. A measure that cannot be computed here stands in the table
with what it lacks: a package, Java, or weights. Nothing is fetched.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute what can be computed, say the table and write all of it where that is asked for.

    Returns:
        0, or 1 when something is refused (standard error says what), 2 for words that are none of the command's.
    """
    chosen = _words().parse_args(arguments)
    measures: list[Measure] = [
        *COCO_MEASURES, Chrf(), BertScore(chosen.bert_weights, chosen.bert_layer),
        SentenceSimilarity(chosen.sentence_weights),
    ]  # fmt: skip
    progress = Progress("measures")
    try:
        files = find_files(chosen.gt, chosen.pred, chosen.split_file)
        found = measure_split(files, measures, tokens=chosen.tokens or default_tokens(), progress=progress)
        progress.clear()
        if chosen.out:
            write_whole(chosen.out, json.dumps(found, indent=1, ensure_ascii=False).encode() + b"\n")
    except AnnotatorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename or chosen.out} cannot be read or written: {error.strerror}.\n")
        return 1
    sys.stdout.write(as_markdown(found))
    return 0


def _words() -> argparse.ArgumentParser:
    words = argparse.ArgumentParser(
        prog="python -m annotator.scoring.caption_measures", description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add = words.add_argument
    add("--gt", type=Path, required=True, metavar="DIR", help="the annotations")
    add("--pred", type=Path, required=True, metavar="DIR", help="the predictions")
    add("--split-file", type=Path, required=True, metavar="FILE", help="a JSON list of video numbers")
    add("--tokens", choices=("ptb", "plain"), help="how words are cut; ptb, as published, where Java is, else plain")
    add("--bert-weights", type=Path, metavar="DIR", help="a Hugging Face model for BERTScore")
    add("--bert-layer", type=whole_number(0), metavar="N", help="whose states are compared")
    add("--sentence-weights", type=Path, metavar="DIR", help="a model of sentence-transformers")
    add("--out", type=Path, metavar="FILE", help="where everything goes, as JSON")
    return words


if __name__ == "__main__":
    raise SystemExit(main())
