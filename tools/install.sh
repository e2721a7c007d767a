#!/bin/sh
# tools/install.sh LOCK...   brings .venv to exactly what these lock files say; nothing without its hash.
# uv is quick; where it cannot reach a registry (it does not read pip's settings: mirrors, proxies), pip does the same.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never PIP_DISABLE_PIP_VERSION_CHECK=1
python=.venv/bin/python

if [ ! -f .venv/.build ] || [ requirements-build.txt -nt .venv/.build ]; then
    found=$(tools/python.sh)
    echo "setting up .venv with $found" >&2
    "$found" -m venv .venv
    $python -m pip install --quiet --require-hashes -r requirements-build.txt
    touch .venv/.build
fi

for lock in "$@"; do
    if ! .venv/bin/uv pip install --quiet --python $python --require-hashes -r "$lock"; then
        echo "uv could not fetch these; trying pip, with its own settings" >&2
        $python -m pip install --quiet --require-hashes -r "$lock"
    fi
done
.venv/bin/uv pip install --quiet --python $python --offline --no-deps --no-build-isolation -e .
