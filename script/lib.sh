# shellcheck shell=sh
# Shared by the scripts of this folder: sourced, never run.
#
#   ensure_environment FILE    make .venv with the packages of this requirement file
#   install_packages NAME…     Debian packages: as root it installs them, else it says how
#   ensure_chromium            CHROMIUM is a browser, which the journeys and pictures drive
#   VENV, ROOT                 absolute paths; the working directory is ROOT

set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
VENV=$ROOT/.venv
cd "$ROOT"

LETTER_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
CERTIFICATES=/etc/ssl/certs/ca-certificates.crt

say() {
    printf '%s\n' "$*"
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

may_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

install_packages() {
    if ! may_install; then
        fail "Bitte zuerst installieren: sudo apt-get install -y --no-install-recommends $*"
    fi
    say "Installiere mit apt-get: $*"
    export DEBIAN_FRONTEND=noninteractive
    # The lists of a fresh machine are empty or old: try, fetch them, try once more.
    if ! apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    fi
}

# 0 when the interpreter is new enough and able to make a virtual environment.
is_usable_python() {
    if command -v uv >/dev/null; then
        modules=venv
    else
        modules='ensurepip, venv'
    fi
    "$1" -c "import sys, $modules; sys.exit(sys.version_info < (3, 11))" >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if is_usable_python "$candidate"; then
            # A pyenv shim depends on the folder it is called from; the real path does not.
            "$candidate" -c 'import os, sys; print(os.path.realpath(sys.executable))'
            return
        fi
    done
    return 1
}

ensure_python() {
    if find_python >/dev/null; then
        return
    fi
    say "Mahnwerk braucht Python 3.11 oder neuer mit den Modulen venv und ensurepip."
    # shellcheck disable=SC2086
    install_packages python3 python3-venv ca-certificates $LETTER_PACKAGES
    find_python >/dev/null || fail "Das Python dieses Systems ist zu alt. Installieren Sie Python" \
        "ab 3.11 und rufen Sie das Skript mit PYTHON=/pfad/zu/python3 auf."
}

ensure_libraries() {
    missing=$("$1" script/check_native.py --packages) || required=1
    if [ -n "$missing" ] && may_install; then
        # shellcheck disable=SC2086
        install_packages $missing
        "$1" script/check_native.py
    elif [ -n "${required:-}" ]; then
        "$1" script/check_native.py
    fi
    # Debian's pip trusts the system's certificates and cannot download without them.
    if command -v apt-get >/dev/null && [ ! -e "$CERTIFICATES" ]; then
        install_packages ca-certificates
    fi
}

make_venv() {
    if "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        return
    fi
    rm -rf "$VENV"
    if command -v uv >/dev/null; then
        uv venv --quiet --python "$1" "$VENV"
    else
        "$1" -m venv "$VENV"
    fi
}

install_requirements() {
    if command -v uv >/dev/null; then
        uv pip install --quiet --python "$VENV/bin/python" -r "$1"
    else
        "$VENV/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r "$1"
    fi
}

# The stamp holds the checksum of all requirement files: whoever changes one gets an update.
is_stamped() {
    [ -x "$VENV/bin/python" ] && [ "$(cat "$VENV/.stamp-$1" 2>/dev/null)" = "$(checksum)" ]
}

checksum() {
    cat requirements.txt requirements-dev.txt | cksum
}

ensure_environment() {
    if is_stamped "$1" || is_stamped requirements-dev.txt; then
        return
    fi
    ensure_python
    python=$(find_python)
    ensure_libraries "$python"
    say "Richte die Python-Umgebung .venv ein (einmalig, etwa eine Minute) …"
    make_venv "$python"
    install_requirements "$1"
    checksum >"$VENV/.stamp-$1"
}

find_chromium() {
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

ensure_chromium() {
    find_chromium >/dev/null || install_packages chromium
    CHROMIUM=$(find_chromium)
    export CHROMIUM
}
