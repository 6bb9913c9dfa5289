# Sourced by the commands in bin/. Sets `root` (the checkout) and `python` (3.11 or newer), or says what to install.
root=$(dirname "$(dirname "$(readlink -f "$0")")")
python=
for candidate in python3 python3.13 python3.12 python3.11 python3.14 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo '需要 Python 3.11 或更新。Debian 12、Ubuntu 24.04：sudo apt-get install python3 python3-venv' >&2
    exit 1
fi
