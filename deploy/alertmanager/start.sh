#!/bin/sh
# Starts compose.yaml's Alertmanager. WEBHOOK_URL takes the place of the receivers of alertmanager.yml that go nowhere.
set -eu
if [ -n "${WEBHOOK_URL:-}" ]; then
	case $WEBHOOK_URL in
	*[[:space:]\"\\]*) valid= ;;
	http://?* | https://?*) valid=1 ;;
	*) valid= ;;
	esac
	[ -n "$valid" ] || { echo "WEBHOOK_URL: '$WEBHOOK_URL' is not an address; expected http:// or https://" >&2; exit 1; }
	awk '$1 == "-" && $2 == "url:" && index($3, "http://127.0.0.1:9095/") == 1 {
		print substr($0, 1, index($0, "-")) " url: \"" ENVIRON["WEBHOOK_URL"] "\""; next
	} { print }' /etc/alertmanager/alertmanager.yml >/run/config/alertmanager.yml
	# The same arguments with the new file.
	for argument; do
		shift
		case $argument in --config.file=*) argument=--config.file=/run/config/alertmanager.yml ;; esac
		set -- "$@" "$argument"
	done
fi
exec /bin/alertmanager "$@"
