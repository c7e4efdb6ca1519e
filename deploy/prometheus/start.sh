#!/bin/sh
# Starts compose.yaml's Prometheus. The label `instance` is the host's name: INSTANCE, else the host's /etc/hostname.
set -eu
name=${INSTANCE:-$(head -n 1 /etc/host-hostname)}
case $name in
'' | *[!A-Za-z0-9._:-]*)
	echo "INSTANCE: '$name' is not a host name; expected letters, digits, '.', '_', ':' and '-'" >&2
	exit 1
	;;
esac
printf '[{"targets":["exporter:10882"],"labels":{"instance":"%s"}}]\n' "$name" >/run/targets/exporter.json
exec /bin/prometheus "$@"
