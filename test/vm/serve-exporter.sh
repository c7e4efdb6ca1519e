#!/bin/bash
# Runs in the VM with cgroup v2, where all of it is thrown away at its end: lets the test runner outside reach the Docker
# engine and the exporter. Arguments go to the exporter.
set -euo pipefail

echo 'DOCKER_OPTS="-H tcp://0.0.0.0:2375"' >/etc/default/docker
systemctl restart docker
exec node dist/main.js --web.listen-address=0.0.0.0:10882 "$@"
