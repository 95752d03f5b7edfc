"""The walls around the decoding child, tried from inside: each attempt is refused, and the clip is still made."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.formats import container_facts
from annotator.formats.container_facts import ContainerUnreadable, Onlooker
from annotator.formats.frames import child_environment
from tests.annotator.formats import clips

linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are parts of Linux")
ATTEMPTS = {
    "a socket": "socket.socket()",
    "a pair of sockets": "socket.socketpair()",
    "another program": "os.posix_spawn('/bin/true', ['true'], {})",
    "this program again": "os.execv(sys.executable, [sys.executable, '-V'])",
    "another process": "os._exit(0) if os.fork() == 0 else None",
    "a file that everybody may read": "open('/etc/passwd').read()",
    "a file of ours": f"open({__file__!r}).read()",
    "the source, to write": "open(source, 'ab')",
    "a file beside the source": "open(source + '.new', 'wb')",
    "a folder's list": "os.listdir('/')",
    "a link that leads out": "os.symlink('/etc/passwd', folder + '/link')",
    "removing the source": "os.remove(source)",
    "a signal to who started it": "os.kill(os.getppid(), 0)",
    "more open files": "[open(source) for _ in range(70)]",
}
INSIDE = """
import json, os, socket, sys, threading
from pathlib import Path
from annotator.formats import confinement
source, folder, attempts = json.loads(sys.argv[1])
confinement.limit(memory_bytes=2 << 30, cpu_seconds=20, file_bytes=1000)
stand = confinement.close_off(read=[Path(source)], write=Path(folder))
found = {"walls": stand, "refused": []}
for name, attempt in attempts.items():
    try:
        exec(attempt)
    except OSError:
        found["refused"].append(name)
thread = threading.Thread(target=lambda: found.update(thread=True))
thread.start(); thread.join()
Path(folder, "made").mkdir(); Path(folder, "made", "a").write_text(str(len(open(source, "rb").read())))
found["rights"] = Path("/dev/null").exists()
print(json.dumps(found))
"""


@linux
def test_nothing_beyond_its_file_and_its_folder_can_be_reached(tmp_path):
    source, folder = tmp_path / "clip.mp4", tmp_path / "folder"
    source.write_bytes(b"1234")
    folder.mkdir()

    told = json.dumps([str(source), str(folder), ATTEMPTS])
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, told], env=child_environment(), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["walls"] == ["privileges", "files", "calls"]
    assert sorted(set(ATTEMPTS) - set(found["refused"])) == []
    assert found["thread"] is True
    assert (folder / "made" / "a").read_text() == "4"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "folder"]


def test_the_videos_of_a_release_are_looked_into_by_a_process_that_may_die(tmp_path):
    clips.render(clips.cfr(30, 1, width=64, height=48), tmp_path, "sound")
    (tmp_path / "damaged.mp4").write_bytes(b"not a video")
    (tmp_path / "playlist.mp4").write_text(f"ffconcat version 1.0\nfile {tmp_path / 'sound.mp4'}\n")

    with Onlooker(tmp_path) as onlooker:
        before = onlooker.facts(tmp_path / "sound.mp4")
        refused = []
        for name in ("damaged.mp4", "playlist.mp4", "missing.mp4"):
            with pytest.raises(ContainerUnreadable) as caught:
                onlooker.facts(tmp_path / name)
            refused.append(str(caught.value))
        onlooker._process.kill()
        onlooker._process.wait()
        with pytest.raises(ContainerUnreadable, match="broke down"):
            onlooker.facts(tmp_path / "sound.mp4")
        after = onlooker.facts(tmp_path / "sound.mp4")

    assert (before.width, before.height, before.frames) == (64, 48, 30)
    assert after == before
    assert all(refused)
    assert not any(str(tmp_path) in text for text in refused)


def test_a_new_process_takes_over_after_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(container_facts, "_FILES", 2)
    path = clips.render(clips.cfr(30, 1, width=64, height=48), tmp_path, "sound")

    with Onlooker(tmp_path) as onlooker:
        onlooker.facts(path)
        first = onlooker._process.pid
        onlooker.facts(path)
        assert onlooker._process.pid == first
        onlooker.facts(path)
        assert onlooker._process.pid != first
    assert Path(f"/proc/{first}").exists() is False or sys.platform != "linux"
