#!/bin/bash
# A machine of its own, started from this one: systemd as its first process, over a copy of this machine's disk that is
# gone when it ends. For root, in namespaces of its own (`machine.NAMESPACES`): machine.sh CHECKOUT TOLD STEPS
#
# CHECKOUT is what the program is built from, TOLD a folder that outlives the machine, STEPS what the machine does.
# Whoever started it ends it. The kernel is this machine's: its settings and devices can be seen there, not changed.
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
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys # without what is mounted below it: systemd sees the control groups from its own down
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    touch dev/$device
    mount --bind /dev/$device dev/$device
done
ln -s /proc/self/fd dev/fd
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm

# Where the tests run may be a home or a temporary folder, which no unit can see: all that they need is elsewhere.
rm -rf opt/upheld usr/local/src/upheld mnt/told
chroot . make --no-print-directory -C "$checkout" program PYTHON=/usr/bin/python3 >"$told/program.log" 2>&1
mkdir -p usr/local/src/upheld mnt/told
cp -r "$checkout/deploy" "$checkout/docs" "$checkout/sample_data" usr/local/src/upheld/
cp "$steps" usr/local/sbin/machine-steps
mount --bind "$told" mnt/told

# Nothing of this machine's own services and settings: only what Upheld's units bring.
rm -rf etc/systemd/system etc/upheld srv/upheld etc/crypttab etc/fstab etc/modules-load.d etc/sysctl.d
mkdir -p etc/systemd/system
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
# Its own network and environment, and nothing of the tests'.
exec unshare --net env -i container=other /lib/systemd/systemd --system --unit=machine.target --log-target=console
