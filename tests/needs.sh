#!/bin/sh
# Makes sure of what the tests need besides Python packages: a Chromium, a Chinese font, PostgreSQL's programs.
# Each is taken from the system, else from apt when root, else there is a message and exit status 1.
# A browser can also come from Playwright. Usage: sh tests/needs.sh PYTHON
set -u
python=$1

browser() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        "$python" -c '
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    raise SystemExit(not Path(playwright.chromium.executable_path).exists())' 2>/dev/null
}

font() {
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -n 1)" ]
}

postgresql() {
    [ -n "${TEST_DATABASE_URL:-}" ] || command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

missing=""
browser || missing="$missing chromium"
font || missing="$missing fontconfig fonts-noto-cjk"
postgresql || missing="$missing postgresql"

if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing with apt-get:$missing"
    # shellcheck disable=SC2086 - a list of names
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null ||
        echo "apt-get did not succeed" >&2
fi

if ! browser; then
    echo "Fetching a Chromium with Playwright"
    "$python" -m playwright install chromium || true
fi

status=0
browser || { echo "The tests need Chromium: apt install chromium, or set CHROMIUM to a browser" >&2; status=1; }
font || { echo "The tests need a Chinese font: apt install fontconfig fonts-noto-cjk" >&2; status=1; }
postgresql || { echo "The tests need PostgreSQL's programs (apt install postgresql) or TEST_DATABASE_URL" >&2; status=1; }
exit $status
