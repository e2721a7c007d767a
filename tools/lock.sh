#!/bin/sh
# Writes the six hash-locked requirement files from pyproject.toml. `uv.lock` is not used because it records the
# address of the registry that happened to answer; these files hold names, versions and hashes only.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
compile() {
    .venv/bin/uv pip compile --universal --generate-hashes --no-header --quiet --python-version 3.11 "$@"
}
compile pyproject.toml -o requirements.txt
compile pyproject.toml --extra audio --extra ocr --extra pdf --extra web -c requirements.txt -o requirements-serve.txt
compile pyproject.toml --all-extras --group dev -c requirements-serve.txt -o requirements-dev.txt
compile pyproject.toml --extra web --extra postgres --group bench -c requirements-dev.txt -o requirements-bench.txt
compile pyproject.toml --group model -c requirements-dev.txt -o requirements-model.txt
compile --group build -o requirements-build.txt
if grep -n '://' requirements*.txt; then
    echo "lock: an address got into a lock file (lines above); remove it, a lock names packages and not where they come from" >&2
    exit 1
fi
