#!/usr/bin/env python3
"""Counts the instructions that envlint executes on three trees, and says how that changed since it was last noted.

usage: instructions.py [--write]

Instructions do not depend on what else the machine does, as time does. `benches/instructions.tsv` holds the counts of the
debug build, which is there after every test; --write notes the new ones. A change fails nothing. Needs valgrind; ENVLINT names
the binary, `target/debug/envlint` without it.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "benches/instructions.tsv"
ENVLINT = os.environ.get("ENVLINT", str(ROOT / "target/debug/envlint"))
GENERATE = [sys.executable, str(ROOT / "benches/peers/generate.py")]


def trees(directory: Path) -> dict[str, Path]:
    """Each is the root of a repository, so that nothing above it is looked at."""
    found = {"example": directory / "example", "projects": directory / "projects", "services": directory / "services"}
    shutil.copytree(ROOT / "testdata/projects/exam-platform", found["example"])
    for kind, count in [("projects", 20), ("services", 200)]:
        subprocess.run([*GENERATE, kind, str(found[kind]), str(count)], check=True)
    for tree in found.values():
        (tree / ".git").mkdir()
    return found


def count(tree: Path) -> int:
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", ENVLINT, "--quiet", "."]
    run = subprocess.run(valgrind, cwd=tree, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    collected = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode > 1 or not collected:
        sys.exit(f"envlint or valgrind failed on {tree}:\n{run.stderr}")
    return int(collected.group(1))


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    for needed in ["valgrind", ENVLINT]:
        if not shutil.which(needed):
            print(f"There is no {needed} here: no instructions are counted.")
            return
    noted = dict(line.split("\t") for line in TABLE.read_text().splitlines()[1:]) if TABLE.exists() else {}
    counted = {}
    with tempfile.TemporaryDirectory() as directory:
        for name, tree in trees(Path(directory)).items():
            counted[name] = count(tree)
            change = f"{counted[name] / int(noted[name]) - 1:+.1%}" if name in noted else "new"
            print(f"{name:<10}{counted[name] / 1e6:>10.1f} million  {change}", flush=True)
    if options.write:
        TABLE.write_text("tree\tinstructions\n" + "".join(f"{name}\t{number}\n" for name, number in counted.items()))


if __name__ == "__main__":
    main()
