"""The decoding child, many times over: its `main`, in a process forked for each file from one that imported it once.

Starting Python and importing the decoder takes far longer than a small clip. Everything from reading the request on is
the product's own: the walls, the decoding, the answer. What is not tried this way is how `frames.canonicalise` starts
the child; uploads in `tests/annotator/videos/test_malicious_uploads.py` take that way, too.

`python -m tests.annotator.formats.decoding_children` reads one request a line and writes
`{"status": …, "answer": …, "seconds": …}` a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time

from annotator.formats import transcode

WALL_SECONDS = 20


def serve(request: str) -> dict[str, object]:
    """One child: how it ended, and the last line that it said."""
    with tempfile.TemporaryFile("w+") as asked, tempfile.TemporaryFile("w+") as said:
        asked.write(request)
        asked.seek(0)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            os.dup2(asked.fileno(), 0)
            os.dup2(said.fileno(), 1)
            sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            signal.alarm(WALL_SECONDS)
            os._exit(transcode.main())
        _, status = os.waitpid(child, 0)
        said.seek(0)
        lines = said.read().splitlines()
    answer = json.loads(lines[-1]) if lines else {}
    return {"status": os.waitstatus_to_exitcode(status), "answer": answer, "seconds": time.monotonic() - began}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(serve(line)), flush=True)
