#!/usr/bin/env python3
"""Times envlint and its peers in one run on the same trees and writes target/peers/results.json.

usage: bench.py [--projects 500] [--services 10000] [--corpus DIRECTORY] [--seconds 4] [--timeout 60] [--only NAME]

`install.sh` comes first. Every command runs once as a probe, which takes its memory and decides how often hyperfine
repeats it within so many seconds; one that takes longer than a few of these is told by the probe alone.
"""

import argparse
import json
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "target/peers"
BUILT = os.environ.get("ENVLINT", str(ROOT / "target/release/envlint"))
# Timed as it is installed, which is a copy: what a linker has just written lies scattered in the page cache.
ENVLINT = str(HOME / "envlint")
# What it costs to start a process at all.
NOTHING = "a program that does nothing"
# A longer command is written to a file.
LONGEST = 100_000
# The environment of every command: nothing of the caller, and nobody is asked for anything.
ENV = {"PATH": os.environ["PATH"], "HOME": str(HOME / "home"), "LANG": "C.UTF-8"}


def peers() -> dict[str, tuple[str, str]]:
    """What runs in each tree: its name, and a command in which {files} are the Compose files, {env} the env files."""
    compose = next(HOME.glob("compose/lib/python*/site-packages/compose/docker-compose"), "docker-compose")
    each = 'for file in {files}; do (cd "$(dirname "$file")" && ' + f"{compose} -f" + ' "$(basename "$file")" config -q); done'
    return {
        NOTHING: ("/bin/true", "{program}"),
        "envlint": (ENVLINT, f"{ENVLINT} --quiet ."),
        "Docker Compose `config -q`": (str(compose), each),
        "dclint": (str(HOME / "npm/node_modules/.bin/dclint"), "{program} -r ."),
        "compose-lint": (str(HOME / "linters/bin/compose-lint"), "{program} check {files}"),
        "dotenv-linter (Rust)": (str(HOME / "cargo/bin/dotenv-linter"), "{program} check -r ."),
        "dotenv-linter (Python)": (str(HOME / "linters/bin/dotenv-linter"), "{program} lint {env}"),
        "yamllint": (str(HOME / "linters/bin/yamllint"), "{program} ."),
        "checkov": (str(HOME / "checkov/bin/checkov"), "{program} -d . --skip-download --compact --quiet"),
    }


def command(program: str, pattern: str, tree: Path) -> str:
    listed = lambda names: " ".join(
        shlex.quote(str(path.relative_to(tree))) for path in sorted(tree.rglob("*")) if path.is_file() and names(path.name)
    )
    is_compose = lambda name: name.endswith((".yml", ".yaml")) and "compose" in name
    is_env = lambda name: name == ".env" or name.startswith(".env.")
    text = pattern.replace("{program}", shlex.quote(program))
    return text.replace("{files}", listed(is_compose)).replace("{env}", listed(is_env))


def probe(words: list[str], tree: Path, timeout: float) -> dict | None:
    """One run: wall and CPU seconds, and the peak of memory in bytes; none when it takes too long."""
    with tempfile.NamedTemporaryFile("r") as told:
        # A child of this program would begin with the memory of this program.
        timed = ["/usr/bin/time", "--quiet", "--format=%U %S %M", f"--output={told.name}", *words]
        start = time.perf_counter()
        child = subprocess.Popen(
            timed, cwd=tree, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            child.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return None
        wall = time.perf_counter() - start
        user, system, kib = told.read().split()
    return {"wall": wall, "cpu": float(user) + float(system), "memory": int(kib) * 1024, "runs": 1}


def measure(program: str, pattern: str, tree: Path, options: argparse.Namespace) -> dict | None:
    with tempfile.TemporaryDirectory() as directory:
        text = command(program, pattern, tree)
        if pattern.startswith("for ") or len(text) > LONGEST:
            script = Path(directory) / "command.sh"
            script.write_text(text + "\n")
            text = f"sh {script}"
        once = probe(shlex.split(text), tree, options.timeout)
        if once is None or once["wall"] > options.seconds:
            return once
        runs = max(3, min(50, int(options.seconds / once["wall"])))
        results = Path(directory) / "hyperfine.json"
        hyperfine = ["hyperfine", "--shell=none", "--ignore-failure", "--warmup=1", f"--runs={runs}"]
        hyperfine += [f"--export-json={results}", "--style=none", text]
        subprocess.run(hyperfine, cwd=tree, env=ENV, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result = json.loads(results.read_text())["results"][0]
    cpu = result["user"] + result["system"]
    return {"wall": result["median"], "cpu": cpu, "memory": once["memory"], "runs": runs}


def trees(options: argparse.Namespace) -> dict[str, Path]:
    generated = HOME / "trees"
    shutil.rmtree(generated, ignore_errors=True)
    example = generated / "example"
    shutil.copytree(ROOT / "testdata/projects/exam-platform", example)
    generate = [sys.executable, str(Path(__file__).with_name("generate.py"))]
    found = {"the example stack": example}
    for kind, count, title in [
        ("projects", options.projects, "projects of 60 lines"),
        ("services", options.services, "services in one project"),
        ("services", options.services * 2, "services in one project"),
    ]:
        tree = generated / f"{kind}-{count}"
        subprocess.run([*generate, kind, str(tree), str(count)], check=True)
        found[f"{count:,} {title}"] = tree
    for tree in found.values():
        (tree / ".git").mkdir(exist_ok=True)  # the root of a repository, so that nothing above is looked at
    if options.corpus:
        corpus = Path(options.corpus).resolve()
        found[f"{sum(path.is_dir() for path in corpus.iterdir())} public repositories"] = corpus
    return found


def main() -> None:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--projects", type=int, default=500)
    parser.add_argument("--services", type=int, default=10_000)
    parser.add_argument("--corpus")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--only", help="a part of the peer's name; envlint is always timed")
    options = parser.parse_args()
    for needed in ["hyperfine", "/usr/bin/time"]:
        if not shutil.which(needed):
            sys.exit(f"{needed} is missing: apt-get install hyperfine time")
    (HOME / "home").mkdir(parents=True, exist_ok=True)
    shutil.copy(BUILT, ENVLINT)
    workloads = []
    twice = f"{options.services * 2:,} services"
    for title, tree in trees(options).items():
        results = {}
        for name, (program, pattern) in peers().items():
            if name not in ("envlint", NOTHING) and (twice in title or options.only and options.only not in name):
                continue  # the double size is only there to tell whether envlint is linear
            if not shutil.which(program):
                print(f"{name} is not installed", file=sys.stderr)
                continue
            results[name] = measure(program, pattern, tree, options)
            print(f"{title}: {name}: {results[name] or 'too slow'}", file=sys.stderr, flush=True)
        size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
        workloads.append({"title": title, "bytes": size, "results": results})
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    output = {"machine": machine, "timeout": options.timeout, "workloads": workloads}
    (HOME / "results.json").write_text(json.dumps(output, indent=1))


if __name__ == "__main__":
    main()
