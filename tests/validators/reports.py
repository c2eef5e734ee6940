"""Holds every report that envlint writes against validators that are not its own.

usage: reports.py ENVLINT NODE_MODULES JUNIT_XSD

Lints the workspaces below and leaves out, with a line that says so, what a missing validator cannot judge.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

ENVLINT, MODULES, XSD = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
TESTDATA = pathlib.Path(__file__).resolve().parents[2] / "testdata"
FORMATS = {"sarif": "sarif", "gitlab": "json", "junit": "xml", "rdjson": "json"}
EVIL = "::error::x [a](http://x) ]]> <b> \u202e \x1b[31m &amp;"


def hostile(directory):
    """A workspace whose names want to leave their field."""
    (directory / f"docker-compose.{EVIL.replace('/', '')}.yml").write_text(
        f'services:\n  "{EVIL[:9]}":\n    image: x\n    ports: ["5432:5432"]\n    "{EVIL[10:25]}": 1\n', encoding="utf-8"
    )
    (directory / ".env").write_text(f"A=1\nA=2\nB{EVIL}\n", encoding="utf-8")


def run(*command, **options):
    """The exit code and all that a command prints."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout + done.stderr


def sarif(report):
    """Microsoft's multitool: the schema, its own rules, and those of GitHub."""
    tool = MODULES / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    tool.chmod(0o755)
    environment = dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    code, output = run(
        tool, "validate", report, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--kind", "Fail", env=environment
    )
    bad = [line for line in output.splitlines() if ": error " in line or ": warning " in line]
    return bad or ([] if code == 0 else [output])


def junit(report):
    """The schema of Jenkins."""
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(XSD)))
    return [] if schema.validate(etree.parse(str(report))) else [str(schema.error_log)]


def gitlab(report):
    """The types of Code Climate, whose format GitLab reads."""
    module = report.with_suffix(".ts")
    text = report.read_text(encoding="utf-8")
    module.write_text(f"import type {{ Issue }} from 'codeclimate-types'\nexport const issues: Issue[] = {text}", encoding="utf-8")
    (report.parent / "node_modules").symlink_to(MODULES)
    code, output = run("node", MODULES / "typescript/bin/tsc", "--noEmit", "--strict", module)
    fingerprints = [issue["fingerprint"] for issue in json.loads(text)]
    twice = [] if len(set(fingerprints)) == len(fingerprints) else ["a fingerprint occurs twice"]
    return twice + ([] if code == 0 else [output])


def rdjson(report):
    """A validator of reviewdog's format."""
    tool = MODULES / "@umbrelladocs/rdformat-validator/bin/rdformat-validator.js"
    code, output = run("node", tool, "--strict", "--no-extra-fields", report)
    return [] if code == 0 else [output]


NEEDS = {
    "sarif": MODULES / "@microsoft/sarif-multitool-linux",
    "junit": XSD,
    "gitlab": MODULES / "codeclimate-types",
    "rdjson": MODULES / "@umbrelladocs/rdformat-validator",
}


def main():
    failed = 0
    judged = 0
    with tempfile.TemporaryDirectory() as temporary:
        temporary = pathlib.Path(temporary)
        evil = temporary / "evil"
        evil.mkdir()
        hostile(evil)
        workspaces = [TESTDATA / "projects/exam-platform-broken", TESTDATA / "projects/exam-platform", evil]
        for workspace in workspaces:
            reports = temporary / f"reports-{workspace.name}"
            reports.mkdir()
            paths = {name: reports / f"{name}.{ending}" for name, ending in FORMATS.items()}
            code, output = run(ENVLINT, *(f"--format={name}={path}" for name, path in paths.items()), cwd=workspace)
            if code not in (0, 1):
                sys.exit(f"envlint failed on {workspace}: {output}")
            for name, path in paths.items():
                if not NEEDS[name].exists():
                    print(f"{workspace.name}: {name} is not judged, {NEEDS[name].name} is not there")
                    continue
                judged += 1
                complaints = globals()[name](path)
                failed += bool(complaints)
                print(f"{workspace.name}: {name} {'is valid' if not complaints else 'is NOT valid'}", *complaints, sep="\n  ")
    print(f"reports: {judged - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
