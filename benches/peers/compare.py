#!/usr/bin/env python3
"""Runs envlint and its peers over two stacks with planted mistakes and writes into docs/comparison.md who names which.

`install.sh` comes first. A tool names a mistake when its output holds the pattern that stands here; everything that was
printed is kept in target/peers/outputs, for whoever thinks that a pattern is missing.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from bench import ENV, HOME, ROOT, command, peers

ROWS = "infra/docker/compose/docker-compose.prod.yml"
PORT = {
    "dclint": r'"redis_staging" is exporting port "6379:6379"',
    "compose-lint": r"Port '6379:6379' is bound to all interfaces",
    "compose-auditor": r"Port 6379 bound to all interfaces",
}
TWICE = {
    "dotenv-linter (Rust)": r"DuplicatedKey: The LOG_LEVEL",
    "dotenv-linter (Python)": r"duplicate name: LOG_LEVEL",
}
# Each mistake, where and by which rule envlint names it, and by what the others do.
TWELVE = [
    ("staging has production's JWT secret", r"\.env\.staging:5:.* no-shared-secrets", {}),
    ("both databases mount one volume", r"compose\.yaml:69:.* separate-volumes", {}),
    ("staging's `DATABASE_URL` is aimed at production", r"\.env\.staging:2:.* separate-datastores", {}),
    ("a staging store publishes a port", r"compose\.yaml:74:.* no-host-ports", PORT),
    ("a production origin in staging's CORS list", r"\.env\.staging:6:.* staging-only-cors", {}),
    ("staging sends real mail", r"\.env\.staging:7:.* shadow-email", {}),
    ("no index prefix on a shared Elasticsearch", r"\.env\.staging:4:.* es-prefix", {}),
    ("two routers for one host", r"compose\.yaml:83:.* (isolated|unique)-routers", {}),
    ("a router without certificate resolver", r"compose\.yaml:102:.* tls-routers", {}),
    ("a placeholder is left in place", r"\.env\.staging:10:.* no-placeholders", {}),
    ("staging is told that it is production", r"compose\.yaml:95:.* environment-flag", {}),
    ("a key is set twice", r"\.env\.staging:15:.* no-duplicate-keys", TWICE),
]
EXAMPLE = [
    ("staging has production's JWT secret", r"\.env\.staging:2:.* no-shared-secrets", {}),
    ("both databases mount one volume", rf"{ROWS}:194:.* separate-volumes", {}),
    ("a staging store publishes a port", rf"{ROWS}:205:.* no-host-ports", PORT),
    ("a production origin in staging's CORS list", r"\.env\.staging:21:.* staging-only-cors", {}),
    ("the mail mode is mistyped", r"\.env\.staging:28:.* shadow-email", {}),
    ("staging writes to production's indexes", rf"{ROWS}:223:.* es-prefix", {}),
    ("staging is told that it is production", rf"{ROWS}:262:.* environment-flag", {}),
    ("a key is set twice", r"\.env\.staging:39:.* no-duplicate-keys", TWICE),
    (
        "a tab indents a Compose file",
        r"tools/compose\.yaml:4:.* valid-yaml",
        {
            "Docker Compose `config -q`": r"found a tab character",
            "dclint": r"Invalid YAML format",
            "compose-lint": r"tools/compose\.yaml: Invalid YAML",
            "compose-auditor": r"Error parsing .*tools/compose\.yaml",
            "yamllint": r"syntax error: found character '\\t'",
        },
    ),
    (
        "a key is misspelt",
        r"monitoring/compose\.yaml:5:.* valid-compose",
        {
            "Docker Compose `config -q`": r"additional properties 'enviroment' not allowed",
            "dclint": r"must NOT have additional properties",
        },
    ),
    (
        "a quote is not closed in an env file",
        r"backup\.env:2:.* valid-env-file",
        {
            "Docker Compose `config -q`": r"unterminated quoted value",
            "dotenv-linter (Rust)": r"backup\.env:2 ValueWithoutQuotes",
        },
    ),
]
STACKS = {
    "mistakes": ("Twelve mistakes in a stack of twelve services", Path(__file__).parent / "mistakes", TWELVE),
    "example": ("The example of this repository", ROOT / "testdata/projects/exam-platform-broken", EXAMPLE),
}
NO_PART = shutil.ignore_patterns("expected.txt", "PLANTED.md")


def tools() -> dict[str, tuple[str, str]]:
    found = peers()
    envlint = found["envlint"][0]
    auditor = 'for file in {files}; do {program} lint --no-color "$file"; done'
    found["envlint"] = (envlint, "{program} --quiet --format short .")
    found["compose-auditor"] = (str(HOME / "linters/bin/compose-auditor"), auditor)
    names = ["envlint", "Docker Compose `config -q`", "dclint", "compose-lint", "compose-auditor", "dotenv-linter (Rust)"]
    return {name: found[name] for name in [*names, "dotenv-linter (Python)", "yamllint", "checkov"]}


def version(name: str, program: str) -> str:
    flags = {"Docker Compose `config -q`": ["version", "--short"]}.get(name, ["--version"])
    told = subprocess.run([program, *flags], env=ENV, capture_output=True, text=True).stdout
    found = re.search(r"\d+\.\d+\.\d+", told)
    return found.group() if found else PINNED.get(name, "?")


# Those that do not tell.
PINNED = {"dotenv-linter (Python)": "0.9.0"}


def outputs(stack: str, source: Path) -> dict[str, str]:
    tree = HOME / "trees" / stack
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(source, tree, ignore=NO_PART)
    (tree / ".git").mkdir()
    printed = {}
    for name, (program, pattern) in tools().items():
        if not shutil.which(program):
            print(f"{name} is not installed", file=sys.stderr)
            continue
        run = subprocess.run(["sh", "-c", command(program, pattern, tree)], cwd=tree, env=ENV, capture_output=True, text=True)
        printed[name] = run.stdout + run.stderr
        kept = HOME / "outputs" / stack / (re.sub(r"\W+", "-", name).strip("-") + ".txt")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(printed[name])
    return printed


def table(title: str, mistakes: list, printed: dict[str, str]) -> str:
    lines = [f"### {title}", "", "| mistake | named by |", "| --- | --- |"]
    counts = dict.fromkeys(printed, 0)
    for mistake, own, others in mistakes:
        patterns = {"envlint": own, **others}
        named = [name for name, text in printed.items() if name in patterns and re.search(patterns[name], text)]
        for name in named:
            counts[name] += 1
        lines.append(f"| {mistake} | {', '.join(named)} |")
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    others = sum(1 for _, _, others in mistakes if any(re.search(text, printed.get(name, "")) for name, text in others.items()))
    return "\n".join([*lines, "", f"Of {len(mistakes)}: {told}. All others together: {others}."]) + "\n"


def main() -> None:
    page = ROOT / "docs/comparison.md"
    start, end = "<!-- measured:start -->\n", "<!-- measured:end -->"
    before, rest = page.read_text().split(start)
    versions = ", ".join(f"{name} {version(name, program)}" for name, (program, _) in tools().items() if shutil.which(program))
    tables = [table(title, mistakes, outputs(stack, source)) for stack, (title, source, mistakes) in STACKS.items()]
    page.write_text(before + start + f"\nVersions: {versions}.\n\n" + "\n".join(tables) + "\n" + end + rest.split(end)[1])


if __name__ == "__main__":
    main()
