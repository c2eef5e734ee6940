#!/usr/bin/env bash
# usage: hooks.sh RUNNER   (pre-commit or prek; `envlint` on the PATH)
# A commit with a planted mistake is refused, the clean stack passes, and a change of the README runs nothing.
set -euo pipefail
runner=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.invalid GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.invalid

mkdir "$work/hooks" "$work/stack"
cp "$root/.pre-commit-hooks.yaml" "$work/hooks/"
git -C "$work/hooks" init -q
git -C "$work/hooks" add -A
git -C "$work/hooks" commit -qm hooks
revision=$(git -C "$work/hooks" rev-parse HEAD)

cp -r "$root/testdata/projects/exam-platform/." "$work/stack/"
cd "$work/stack"
git init -q
printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks: [{ id: envlint-system }]\n' "$work/hooks" "$revision" >.pre-commit-config.yaml
printf '.env\n.env.staging\n' >>.gitignore
git add -A
"$runner" install >/dev/null
git commit -qm 'the clean stack' >"$work/log" 2>&1 || { cat "$work/log"; echo "$runner: the clean stack was refused" >&2; exit 1; }

echo 'more' >>README.md
git add -A
git commit -qm 'a text' >"$work/log" 2>&1
grep -qi 'skipped' "$work/log" || { cat "$work/log"; echo "$runner: a text ran the hook" >&2; exit 1; }

secret=$(sed -n 's/^JWT_SECRET=//p' infra/docker/compose/.env)
sed -i "s/^JWT_SECRET=.*/JWT_SECRET=$secret/" infra/docker/compose/.env.staging
# Git ignores the file with the mistake, so that something else must change for a commit.
echo '# more' >>infra/docker/compose/docker-compose.prod.yml
git add -A
if git commit -qm 'a mistake' >"$work/log" 2>&1; then
  cat "$work/log"; echo "$runner: a planted mistake was let through" >&2; exit 1
fi
grep -q 'no-shared-secrets' "$work/log" || { cat "$work/log"; exit 1; }
if grep -qF "$secret" "$work/log"; then echo "$runner: a secret was printed" >&2; exit 1; fi
echo "$runner: the clean stack passes, a planted mistake is refused"
