#!/usr/bin/env bash
# usage: install.sh VERSION DIRECTORY
# Puts the envlint of a release (`v0.1.0`) into DIRECTORY, after its checksum was compared. Exits with 3 where
# there is nothing to download for this machine, so that the caller may build instead, and with 1 where what was
# downloaded is not what the release says. ENVLINT_RELEASES names a mirror.
set -euo pipefail

version=$1
directory=$2
releases=${ENVLINT_RELEASES:-https://github.com/envlint/envlint/releases/download}

if ! [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$ ]]; then
  echo "envlint: \`$version\` is not a release such as \`v0.1.0\`" >&2
  exit 3
fi

machine="$(uname -s) $(uname -m)"
case $machine in
  'Linux x86_64') target=x86_64-unknown-linux-musl ;;
  'Linux aarch64' | 'Linux arm64') target=aarch64-unknown-linux-musl ;;
  'Darwin x86_64') target=x86_64-apple-darwin ;;
  'Darwin arm64') target=aarch64-apple-darwin ;;
  MINGW*' x86_64' | MSYS*' x86_64') target=x86_64-pc-windows-msvc ;;
  *) echo "envlint: there is no binary for $machine" >&2; exit 3 ;;
esac

archive=envlint-$target.tar.gz
download() {
  curl --fail --silent --show-error --location --proto-redir '=https' --retry 3 --output "$1" "$releases/$version/$1"
}
checksums() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

mkdir -p "$directory"
cd "$directory"
if ! download SHA256SUMS || ! download "$archive"; then
  echo "envlint: $version could not be downloaded for $machine" >&2
  exit 3
fi
if ! grep -F "  $archive" SHA256SUMS >expected || ! checksums -c expected >&2; then
  rm -f "$archive"
  echo "envlint: $archive is not what SHA256SUMS of $version says" >&2
  exit 1
fi
tar -xzf "$archive"
rm -f "$archive" SHA256SUMS expected
