#!/bin/sh
# Installs the named Debian packages that are missing, which pip cannot bring. Where it may not, it
# asks for them in one sentence.
# usage: ./system.sh PACKAGE...
set -eu

present() {
    case $1 in
        python3-venv) "${PYTHON:-python3}" -c 'import ensurepip' ;;
        # fonts-wqy-microhei: wqy-microhei.ttc
        fonts-*) [ -n "$(find /usr/share/fonts -name "${1#fonts-}*")" ] ;;
        # libcairo2: libcairo.so.2
        lib*) "${PYTHON:-python3}" -c "import ctypes; ctypes.CDLL('${1%%[0-9]*}.so.${1##*[a-z]}')" ;;
        *) PATH=$PATH:/usr/sbin command -v "$1" ;; # Debian's servers are in sbin, which users lack
    esac >/dev/null 2>&1
}

missing=
for package in "$@"; do
    present "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing with apt-get."
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends $missing >/dev/null
else
    echo "The system lacks$missing: install with \`sudo apt-get install$missing\`," \
        "then run the same command again." >&2
    exit 1
fi
