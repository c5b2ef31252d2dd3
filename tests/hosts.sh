#!/bin/sh
# Serves a built site with nginx and Apache from the settings in its `_hosts/` folder, and looks at the
# answers: pages, the page for unknown addresses, moved pages, caching, security headers, types.
#
#   tests/hosts.sh SITE_DIR MODE
#
# SITE_DIR is a built site. MODE is `root`, or the path that its `base` names, for example "/a b/c/".
# Everything runs on loopback ports from a folder of its own; only what was started here is ended.
# Exits 1 with plain words for what is wrong, 2 where a tool is missing.
set -eu

site=${1:?"usage: tests/hosts.sh SITE_DIR root|/PATH/"}
mode=${2:?"usage: tests/hosts.sh SITE_DIR root|/PATH/"}

for tool in nginx apache2 python3; do
    path=$PATH:/usr/sbin
    PATH=$path command -v "$tool" >/dev/null || {
        apt-get install -y --no-install-recommends "$tool" >/dev/null 2>&1 || { echo "hosts: $tool is missing and cannot be installed" >&2; exit 2; }
    }
done
PATH=$PATH:/usr/sbin exec python3 "$(dirname "$0")/hosts.py" "$site" "$mode"
