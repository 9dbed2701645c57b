# Sourced by every script here: a temporary folder, removed at the end, with the packages that the
# script names. NEWEST=1 takes their newest releases instead of the pinned ones.
findings="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"

packages() {
  python3 -m venv venv
  if [[ -n "${NEWEST:-}" ]]; then set -- "${@%%==*}"; fi
  venv/bin/pip --quiet --disable-pip-version-check install "$@"
}

check() {
  PATH="$folder/venv/bin:$PATH" PYTHONPATH="$findings" PYTHONDONTWRITEBYTECODE=1 \
    venv/bin/python -W ignore -
}
