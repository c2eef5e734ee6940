#!/usr/bin/env python3
"""Writes what bench.py measured into docs/performance.md, as tables between its markers, and as docs/performance.svg."""

import json
import math
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Of no interest in a picture.
NOTHING = "a program that does nothing"
START, END = "<!-- measured:start -->\n", "<!-- measured:end -->"
ROW, LEFT, WIDTH, HEAD = 22, 190, 760, 34


def seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def times(value: float) -> str:
    """A ratio; a small one as a fraction."""
    if value < 0.1:
        return f"1/{1 / value:,.0f}"
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def title(workload: dict) -> str:
    return workload["title"][0].upper() + workload["title"][1:]


def table(workload: dict, timeout: float) -> str:
    own = workload["results"]["envlint"]
    lines = [
        f"### {title(workload)}",
        "",
        "| | wall | CPU | memory | CPU, envlint = 1 | runs |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, result in workload["results"].items():
        if result is None:
            lines.append(f"| {name} | > {timeout:.0f} s | | | | |")
            continue
        ratio = times(result["cpu"] / own["cpu"])
        memory = f"{result['memory'] / 2**20:.0f} MiB"
        lines.append(
            f"| {name} | {seconds(result['wall'])} | {seconds(result['cpu'])} | {memory} | {ratio} | {result['runs']} |"
        )
    return "\n".join(lines) + "\n"


def plot(workloads: list[dict], timeout: float) -> str:
    """Bars of CPU time, envlint = 1, on a logarithmic scale."""
    workloads = [workload for workload in workloads if len(workload["results"]) > 2]
    ratios = lambda workload: {
        name: result and result["cpu"] / workload["results"]["envlint"]["cpu"]
        for name, result in workload["results"].items()
        if name != NOTHING
    }
    known = [ratio for workload in workloads for ratio in ratios(workload).values() if ratio]
    top, low = max(known), min(0.1, *known)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(top)) + 1)
    x = lambda ratio: LEFT + (math.log10(ratio) - decades[0]) / (decades[-1] - decades[0]) * (WIDTH - LEFT - 70)
    height = sum(HEAD + ROW * len(ratios(workload)) for workload in workloads) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for decade in decades:
        at = x(10.0**decade)
        label = f"{10**decade:,}×" if decade >= 0 else f"1/{10**-decade:,}"
        parts.append(f'<path d="M{at:.1f} 8V{height - 26}" stroke="{"#888" if decade == 0 else "#ddd"}"/>')
        parts.append(f'<text x="{at:.1f}" y="{height - 10}" text-anchor="middle" fill="#666">{label}</text>')
    parts.append(f'<text x="12" y="{height - 10}" fill="#666">CPU time, envlint = 1</text>')
    y = 0
    for workload in workloads:
        parts.append(f'<text x="12" y="{y + 24}" font-weight="bold" fill="#222">{title(workload)}</text>')
        y += HEAD
        for name, ratio in ratios(workload).items():
            own = name == "envlint"
            words = f'x="{LEFT - 8}" y="{y + 14}" text-anchor="end"' + (' font-weight="bold" fill="#2563a8"' if own else ' fill="#333"')
            parts.append(f'<text {words}>{name.replace("`", "")}</text>')
            start, end = sorted([x(1), x(ratio or 1)])
            if ratio:
                bar = f'x="{start - 1:.1f}" y="{y + 2}" width="{end - start + 2:.1f}" height="{ROW - 7}" rx="1.5"'
                parts.append(f'<rect {bar} fill="{"#2563a8" if own else "#c4793a"}"/>')
            told = times(ratio) if ratio else f"ended after {timeout:.0f} s"
            parts.append(f'<text x="{end + 6:.1f}" y="{y + 14}" fill="{"#333" if ratio else "#888"}">{told}</text>')
            y += ROW
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    measured = json.loads((ROOT / "target/peers/results.json").read_text())
    page = ROOT / "docs/performance.md"
    before, rest = page.read_text().split(START)
    after = rest.split(END)[1]
    tables = "\n".join(table(workload, measured["timeout"]) for workload in measured["workloads"])
    picture = "![CPU time of each tool, envlint = 1](performance.svg)\n"
    page.write_text(f"{before}{START}\nMeasured on {measured['machine']}.\n\n{picture}\n{tables}\n{END}{after}")
    (ROOT / "docs/performance.svg").write_text(plot(measured["workloads"], measured["timeout"]))


if __name__ == "__main__":
    main()
