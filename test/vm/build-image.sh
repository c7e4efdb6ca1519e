#!/bin/bash
# Builds the VM that cgroup2-vm boots: Debian 12 with systemd, Docker, and this machine's Node.js, as disk.raw, vmlinuz and
# key (of ssh) in the folder $1. It uses apt's mirrors of this machine. Run by cgroup2-vm, in a mount namespace of its own.
set -euo pipefail

cache=$1
tmp=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf --one-file-system "$tmp"' EXIT
root=$tmp/root
export DEBIAN_FRONTEND=noninteractive

die() { echo "cgroup2-vm: $*" >&2; exit 125; }

[ "$(id -u)" = 0 ] || die 'build needs root'
for tool in qemu-system-x86_64 mmdebstrap mke2fs ssh; do
	command -v "$tool" >/dev/null && continue
	apt-get update -qq
	apt-get install -qq -y --no-install-recommends qemu-system-x86 mmdebstrap e2fsprogs openssh-client >/dev/null
	break
done
node=$(readlink -f "$(command -v node)") && npm=$(readlink -f "$(command -v npm)") || die 'no node or npm on this machine'

# Debian itself.
apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
	grep ' bookworm' | sort -u >"$tmp/sources" || die 'no bookworm mirror in the apt configuration'
apt-config dump Acquire | grep -E '::(Check-|https?::)' >"$tmp/aptopt" || true
mmdebstrap --quiet --mode=root --variant=apt --aptopt="$tmp/aptopt" \
	--include=systemd-sysv,udev,dbus,kmod,procps,iproute2,iptables,ca-certificates,libstdc++6,libatomic1 \
	--include=docker.io,containerd,runc,busybox-static,openssh-server,curl \
	bookworm "$root" - <"$tmp/sources"

# The cloud kernel has NVMe and ext4 built in: unpacked only, as no initrd is needed. Bookworm's own 6.1, as the 6.12 of
# backports crashes at random under the software emulation of bookworm's qemu 7.2.
chroot "$root" sh -c 'cd /tmp && apt-get update -qq && apt-get download -qq \
	"$(apt-cache depends linux-image-cloud-amd64 | sed -n "s/.*Depends: \(linux-image-6[^ ]*\).*/\1/p" | head -1)"'
dpkg-deb -x "$root"/tmp/linux-image-*.deb "$tmp/kernel"
cp -a "$tmp/kernel/lib/modules" "$root/usr/lib/"
chroot "$root" depmod "$(ls "$root/usr/lib/modules")"
rm -rf "$root"/tmp/* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*

# This machine's Node.js.
install -D "$node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -a "${npm%/bin/*}" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"

# How it is reached, and how it says that it is ready.
ssh-keygen -q -t ed25519 -N '' -C cgroup2-vm -f "$tmp/key"
install -D -m 600 "$tmp/key.pub" "$root/root/.ssh/authorized_keys"
printf 'UsePAM no\nUseDNS no\nSetEnv NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt\n' >"$root/etc/ssh/sshd_config.d/vm.conf"
printf '[Match]\nName=en*\n[Network]\nAddress=10.0.2.15/24\nGateway=10.0.2.2\nIPv6AcceptRA=no\n' >"$root/etc/systemd/network/vm.network"
rm -f "$root/etc/resolv.conf" && echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"
echo cgroup2-vm >"$root/etc/hostname"
echo '127.0.0.1 localhost cgroup2-vm' >"$root/etc/hosts"
cat >"$root/etc/systemd/system/vm-ready.service" <<-'END'
	[Unit]
	Requires=docker.service
	After=docker.service ssh.service
	[Service]
	Type=oneshot
	ExecStart=/bin/sh -c 'echo vm-ready >/dev/ttyS0'
	[Install]
	WantedBy=multi-user.target
END
chroot "$root" systemd-machine-id-setup >/dev/null 2>&1
chroot "$root" systemctl -q enable systemd-networkd docker ssh vm-ready
chroot "$root" systemctl -q mask getty.target systemd-logind apt-daily.timer apt-daily-upgrade.timer \
	dpkg-db-backup.timer e2scrub_all.timer fstrim.timer systemd-networkd-wait-online

cp "$tmp"/kernel/boot/vmlinuz-* "$tmp/vmlinuz"
mke2fs -q -t ext4 -d "$root" "$tmp/disk.raw" 8G >/dev/null
mv "$tmp/vmlinuz" "$tmp/key" "$cache/"
mv "$tmp/disk.raw" "$cache/"
echo "cgroup2-vm: built $cache/disk.raw ($(du -h "$cache/disk.raw" | cut -f1))"
