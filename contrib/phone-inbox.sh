#!/bin/sh
# On a phone (Termux, iSH) or another computer: one line with its time into the inbox that a program synchronises.
#     phone-inbox.sh sent Ana @linkedin
set -eu
inbox=${COACH_INBOX:-$HOME/Sync/coach/inbox.txt}
[ $# -gt 0 ] || { echo "phone-inbox.sh sent Ana @linkedin" >&2; exit 2; }
printf '%s %s\n' "$(date '+%Y-%m-%d %H:%M')" "$*" >> "$inbox"
