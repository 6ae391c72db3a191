#!/bin/sh
# Do not disturb while a block runs, and a blocker of sites. Name it in config.toml (`coach where` says where that is):
#     [hooks]
#     on_block_start = "/path/to/focus-mode.sh on"
#     on_break = "/path/to/focus-mode.sh off"
#     on_back = "/path/to/focus-mode.sh on"
#     on_block_end = "/path/to/focus-mode.sh off"
# Notifications: of dunst, mako, swaync or GNOME; on macOS, make two shortcuts named "Focus on" and "Focus off".
# Sites: only while you write, meet or work deeply, and only if you may write the hosts file (HOSTS_FILE, else /etc/hosts).
set -eu
sites="linkedin.com www.linkedin.com x.com www.x.com mobile.x.com"
word=${1:-}
case $word in on | off) ;; *) echo "focus-mode.sh on or focus-mode.sh off" >&2; exit 2 ;; esac

there() { command -v "$1" >/dev/null 2>&1; }
if there dunstctl; then
  dunstctl set-paused "$([ "$word" = on ] && echo true || echo false)"
elif there makoctl; then
  makoctl mode "$([ "$word" = on ] && echo -a || echo -r)" do-not-disturb >/dev/null
elif there swaync-client; then
  swaync-client "$([ "$word" = on ] && echo --dnd-on || echo --dnd-off)" >/dev/null
elif there gsettings; then
  gsettings set org.gnome.desktop.notifications show-banners "$([ "$word" = on ] && echo false || echo true)"
elif there shortcuts; then
  shortcuts run "Focus $word"
fi

hosts=${HOSTS_FILE:-/etc/hosts}
[ -w "$hosts" ] || exit 0
text=$(sed '/^# coach: focus$/,/^# coach: end$/d' "$hosts")
case $word:${COACH_KIND:-} in
  on:write | on:meet | "on:deep work")
    text="$text
# coach: focus
$(for site in $sites; do echo "0.0.0.0 $site"; done)
# coach: end" ;;
esac
printf '%s\n' "$text" > "$hosts"
