#!/bin/sh
# Prints an interpreter that can make our environment (Python 3.11 or newer, with venv), or one line that says what
# to install. macOS's own python3 is too old, so the numbered names are tried as well.
set -u

can() { "$1" -c "import sys; sys.exit(not ($2))" >/dev/null 2>&1; }

without_venv=""
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    command -v "$name" >/dev/null 2>&1 || continue
    can "$name" "sys.version_info >= (3, 11)" || continue
    if "$name" -c "import ensurepip, venv" >/dev/null 2>&1; then
        echo "$name"
        exit 0
    fi
    without_venv="${without_venv:-$name}"
done

if command -v apt-get >/dev/null 2>&1; then
    package=python3-venv
    if [ -n "$without_venv" ]; then
        [ "$without_venv" = python3 ] || package="$without_venv-venv"
    elif can python3 "sys.version_info < (3, 11)"; then
        package=python3.11-venv  # Ubuntu 22.04 has 3.10 as python3 and offers 3.11 beside it
    fi
    install="apt-get install $package"
elif [ "$(uname -s)" = Darwin ]; then
    install="brew install python@3.12"
else
    install="install Python 3.11 or newer with its venv module"
fi
if [ -n "$without_venv" ]; then
    what="$without_venv has no venv"
else
    what="no Python 3.11 or newer"
fi
echo "atesta needs Python 3.11 or newer with venv ($what here): $install" >&2
exit 1
