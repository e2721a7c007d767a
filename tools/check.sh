#!/bin/sh
# Everything `make check` looks at. All of it runs before the verdict, so that one round shows every complaint. Types
# take as long as all the rest, so they are looked at beside it.
set -u
BIN=${BIN:-.venv/bin}
failed=""
export NO_COLOR=1

verdict() { # NAME STATUS OUTPUT
    if [ "$2" -eq 0 ]; then
        echo "ok    $1"
    else
        echo "FAIL  $1"
        sed 's/^/      /' "$3" | head -n 60
        failed="$failed $1"
    fi
    rm -f "$3"
}

run() {
    name=$1
    shift
    "$@" >.venv/check.out 2>&1
    verdict "$name" $? .venv/check.out
}

"$BIN/mypy" >.venv/check.types.out 2>&1 &
types=$!
run format "$BIN/ruff" format --check src tests tools
run lint "$BIN/ruff" check src tests tools
run layers "$BIN/lint-imports" --no-cache
run dependencies "$BIN/deptry" src
run unused "$BIN/python" tools/check_unused.py
run spelling "$BIN/codespell" README.md CONTRIBUTING.md CHANGELOG.md NOTICE docs src tools
run size "$BIN/python" tools/check_size.py
run documents "$BIN/python" tools/check_docs.py
wait "$types"
verdict types $? .venv/check.types.out

if [ -n "$failed" ]; then
    echo "make check: failed:$failed (format mends itself with: make format)"
    exit 1
fi
echo "make check: all ok"
