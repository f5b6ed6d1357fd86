#!/bin/sh
# From an empty home to the first (test) receipt of a new shop, on the sandbox: nothing here reaches the tax service.
set -eu
export PRRO_HOME="${PRRO_HOME:-$(mktemp -d)/prro}"
prro sandbox newcomer ${PRRO_PORT:+--port "$PRRO_PORT"}
prro sandbox serve > "$PRRO_HOME/sandbox/serve.log" 2>&1 &
server=$!
trap 'kill $server' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do prro sandbox fault --quiet 2> /dev/null && break; sleep 0.5; done

new="$PRRO_HOME/sandbox/newcomer"
set -- --password-file "$new/password"
prro register wizard --answers "$new/answers.toml" "$@" --yes # 20-ОПП, 1-ПРРО, 5-ПРРО, desk, test shift
prro register status
prro sale --item name="Хліб",price=24.50 --cash 50 "$@"
prro shift close "$@"
