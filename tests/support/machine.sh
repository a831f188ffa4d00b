#!/bin/bash
# A machine of its own, started from this one: systemd as its first process, over a copy of this machine's disk that is
# gone when it ends. For root, within: unshare --mount --pid --fork --uts --ipc --cgroup machine.sh CHECKOUT TOLD STEPS
#
# CHECKOUT is what the program is built from, TOLD a folder that outlives the machine, STEPS what the machine does.
# Whoever started it ends it.
set -euo pipefail
checkout=$1 told=$2 steps=$3
disk=/mnt/upheld-machine

mount --make-rprivate /
mkdir -p $disk
mount -t tmpfs tmpfs $disk
mkdir $disk/changed $disk/work $disk/root
mount -t overlay overlay -o lowerdir=/,upperdir=$disk/changed,workdir=$disk/work $disk/root
cd $disk/root
mount -t proc proc proc
mount --rbind /sys sys
mount --rbind /dev dev
mount -t tmpfs tmpfs dev/shm # what a service leaves there is removed by its account's number, which others may have too

# Where the tests run may be a home or a temporary folder, which no unit can see: all that they need is elsewhere.
rm -rf opt/upheld usr/local/src/upheld mnt/told
chroot . make --no-print-directory -C "$checkout" program PYTHON=/usr/bin/python3 >"$told/program.log" 2>&1
mkdir -p usr/local/src/upheld mnt/told
cp -r "$checkout/deploy" "$checkout/docs" "$checkout/sample_data" usr/local/src/upheld/
cp "$steps" usr/local/sbin/machine-steps
mount --bind "$told" mnt/told

# Nothing of this machine's own services: only what Upheld's units bring.
rm -rf etc/systemd/system etc/upheld srv/upheld
mkdir -p etc/systemd/system
ln -s /dev/null etc/systemd/system/systemd-udevd.service
cat >etc/systemd/system/machine.target <<'UNIT'
[Unit]
Requires=basic.target
After=basic.target
Wants=machine-steps.service
UNIT
cat >etc/systemd/system/machine-steps.service <<'UNIT'
[Unit]
After=basic.target
[Service]
Type=oneshot
Environment=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
ExecStart=/usr/bin/python3 /usr/local/sbin/machine-steps /mnt/told
StandardOutput=append:/mnt/told/steps.log
StandardError=append:/mnt/told/steps.log
UNIT

mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir -p run/lock mnt/before
pivot_root . mnt/before
umount -l /mnt/before
mount --make-rshared /
# Its own network and environment, and nothing of the tests'. In a container systemd leaves the clock and the kernel alone.
exec unshare --net env -i container=other /lib/systemd/systemd --system --unit=machine.target --log-target=console
