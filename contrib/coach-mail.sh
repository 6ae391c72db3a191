#!/bin/sh
# Log the letter on standard input: who wrote it (wrote), or whom it is for (sent). For aerc and neomutt.
#     coach-mail.sh wrote < letter
set -eu
case ${1:-} in
    wrote) header=from ;;
    sent) header=to ;;
    *) echo "coach-mail.sh wrote | sent" >&2; exit 2 ;;
esac
name=$(awk -v wanted="$header:" '
    /^[ \t]*\r?$/ { exit }
    tolower($1) == wanted {
        sub(/^[^:]*:[ \t]*/, ""); sub(/\r$/, ""); sub(/,.*/, "")
        if ($0 ~ /</) { shown = $0; sub(/[ \t]*<.*/, "", shown); gsub(/"/, "", shown) }
        # without a name, or with one in an encoding, the address stands for it
        if (shown == "" || shown ~ /=\?/) { shown = $0; sub(/.*</, "", shown); sub(/>.*/, "", shown) }
        print shown; exit
    }')
[ -n "$name" ] || { echo "No name in this letter." >&2; exit 1; }
exec coach "$1" --via e-mail -- "$name"
