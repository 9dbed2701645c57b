#!/bin/bash
# live_systemd.sh STEMMA FOLDER    boots a user's systemd in namespaces of its own, installs a schedule there
# with the program STEMMA, lets its timers be due now, and says what came of it. Ends with 77 where no
# systemd can be booted, and at the latest after 100 seconds. With `probe` for STEMMA it only boots.
stemma=$1 folder=$2
if [ "${3:-}" != inside ]; then
  [ -x /lib/systemd/systemd ] || exit 77
  unshare --mount --pid --fork --mount-proc --cgroup true 2>/dev/null || exit 77
  exec timeout --kill-after=5 100 unshare --mount --pid --fork --mount-proc --cgroup --kill-child bash "$0" "$stemma" "$folder" inside
fi
export XDG_RUNTIME_DIR=/run/user/0 HOME=$folder/home
mount -t tmpfs tmpfs /run || exit 77
mkdir -p /run/systemd/system "$HOME" && mkdir -p -m 700 /run/user/0
umount -R /sys/fs/cgroup 2>/dev/null
mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 77
/lib/systemd/systemd --user >"$folder/systemd.log" 2>&1 &
# Waits up to so many tenths of a second until a command succeeds.
within() { for _ in $(seq "$1"); do "${@:2}" >/dev/null 2>&1 && return; sleep 0.1; done; return 1; }
await() { within 300 "$@"; }
# A unit of the machine's that fails is none of ours.
is_booted() { case $(systemctl --user is-system-running) in running | degraded) ;; *) false ;; esac; }
within 100 is_booted || exit 77
[ "$stemma" != probe ] || exit 0

"$stemma" stand-in --no-quota >"$folder/address" &
await test -s "$folder/address" || exit 1
HF_ENDPOINT=$(head -1 "$folder/address")
export HF_ENDPOINT
cache=$folder/cache.sqlite
"$stemma" schedule install --with systemd --cache "$cache" --then "touch '$folder/followed'" || exit 1
systemctl --user list-timers --all --no-legend | awk '{print "installed", $(NF - 1)}'

# The timers as they were installed, but for when they are due.
for plan in sweep refresh; do
  mkdir -p "/run/user/0/systemd/user/stemma-$plan.timer.d"
  printf '[Timer]\nOnCalendar=\nRandomizedDelaySec=0\nOnActiveSec=100ms\nAccuracySec=10ms\n' \
    >"/run/user/0/systemd/user/stemma-$plan.timer.d/now.conf"
  systemctl --user daemon-reload
  systemctl --user restart "stemma-$plan.timer"
  await grep -q "\"plan\":\"$plan\"" "$cache.runs" || { cat "$folder/systemd.log"; exit 1; }
done
sed -E 's/.*"plan":"([a-z]+)".*"status":([0-9]+).*/ran \1 \2/' "$cache.runs"
await test -e "$folder/followed" && echo followed
"$stemma" schedule remove --with systemd || exit 1
echo "left $(systemctl --user list-timers --all --no-legend 'stemma-*' | wc -l)"
