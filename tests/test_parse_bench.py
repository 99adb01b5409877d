"""What ``make bench`` says of parsing when a library's process ends before the pages do."""

import subprocess
import sys

from bench.parse import Reader, _run

ANSWERS = 'import sys\nwhile line := sys.stdin.buffer.readline():\n    sys.stdin.buffer.read(int(line.split()[0])); print(\'{"seconds": 0.5, "failed": false, "memory": 40, "peak": 50}\', flush=True)'
DIES = "raise SystemExit(3)"


def test_who_dies_is_told_of_in_a_sentence_and_the_others_go_on():
    with a_process(ANSWERS) as ours, a_process(DIES) as other:
        readers = [Reader("dateline", ours), Reader("other", other)]

        told = list(_run(readers, [b"<p>one", b"<p>two" * 100_000], 2))

    assert told == ["parse: other ended with 3 at page 1 and is left out"]
    assert [(reader.name, reader.rounds, reader.peak) for reader in readers] == [("dateline", [[0.5, 0.5]] * 2, 50)]


def a_process(script: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-S", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
