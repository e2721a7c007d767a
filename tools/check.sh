#!/bin/sh
# Everything `make check` looks at. All of it runs before the verdict, so that one round shows every complaint.
set -u
BIN=${BIN:-.venv/bin}
failed=""
export NO_COLOR=1

run() {
    name=$1
    shift
    if "$@" >.venv/check.out 2>&1; then
        echo "ok    $name"
    else
        echo "FAIL  $name"
        sed 's/^/      /' .venv/check.out | head -n 60
        failed="$failed $name"
    fi
}

run format "$BIN/ruff" format --check src tests tools
run lint "$BIN/ruff" check src tests tools
run types "$BIN/mypy"
run layers "$BIN/lint-imports" --no-cache
run dependencies "$BIN/deptry" src
run unused "$BIN/python" tools/check_unused.py
run spelling "$BIN/codespell" README.md CONTRIBUTING.md CHANGELOG.md NOTICE docs src tools
run size "$BIN/python" tools/check_size.py
run documents "$BIN/python" tools/check_docs.py
rm -f .venv/check.out

if [ -n "$failed" ]; then
    echo "make check: failed:$failed (format mends itself with: make format)"
    exit 1
fi
echo "make check: all ok"
