#!/bin/sh
# rofi (or dmenu, fuzzel, wofi): log a message, a mood or a block without a terminal.
#     bindsym $mod+o exec rofi-coach.sh
set -eu
menu=${COACH_MENU:-"rofi -dmenu -i -p"}
what=$(printf '%s\n' sent wrote met answered mood note focus | $menu coach) || exit 0
case $what in
    focus) coach focus ;;
    mood) value=$(printf '%s\n' 1 2 3 4 5 | $menu mood) && coach mood "$value" ;;
    note) text=$($menu note </dev/null) && coach note "$text" ;;
    sent | wrote | met | answered)
        name=$(coach people | cut -d, -f1 | $menu "$what") && coach "$what" "$name" ;;
esac
