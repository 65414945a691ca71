#!/usr/bin/env python3
"""The demo without a screen, played to its end: it ends well, and leaves nothing running. `--programs` names the folder with the built programs."""

import argparse
import sys
import tempfile
import threading
from pathlib import Path

from marked import ROOT, Marked

# Far more than it takes on a busy machine.
LIMIT_S = 1200
# The processes of a browser that was told to end go one after another.
GONE_S = 5


def read_along(demo, ended):
    """Prints what the demo says while it plays, and the rest once it has ended."""
    with open(demo.log) as log:
        while not ended.wait(0.2):
            print(log.read(), end="", flush=True)
        print(log.read(), end="", flush=True)


def played(programs, folder):
    """The demo, its exit status, and what it left; who does not come to an end is killed, and takes its own along."""
    demo = Marked(folder, ROOT / "tools/demo.py", "--programs", programs, HEADLESS="1")
    ended = threading.Event()
    reader = threading.Thread(target=read_along, args=(demo, ended))
    reader.start()
    try:
        return demo.ends_with(LIMIT_S), demo.left_after(GONE_S)
    finally:
        demo.process.kill()
        ended.set()
        reader.join()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--programs", type=Path, required=True, help="folder with the built programs")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        status, left = played(options.programs.resolve(), Path(folder))
    if left:
        sys.exit("the demo left running:\n" + "\n".join(left))
    sys.exit(status)


if __name__ == "__main__":
    main()
