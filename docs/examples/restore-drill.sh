#!/bin/sh
# The machine is lost: how a cash desk comes back, rehearsed against the sandbox. Nothing real is touched.
#
#   docs/examples/restore-drill.sh            in a throw-away folder
#   docs/examples/restore-drill.sh FOLDER     in a folder that is kept
#
# First a shop sells and makes its backup. Then its machine is gone. The steps that bring it back are numbered; they
# are the ones to take with a real register too (there FILE is your own Key-6.dat, .jks or .pfx).
set -eu

if [ $# -gt 0 ]; then mkdir -p "$1"; place=$(cd "$1" && pwd); else place=$(mktemp -d); fi
: "${PRRO:=prro}" "${PORT:=18641}"
export PRRO_HOME="$place/old-machine"
tax=$place/tax-service stick=$place/stick server=
mkdir -p -m 700 "$tax" "$stick"

finish() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
    [ $# -eq 0 ] || rm -rf "$1"
}
if [ $# -gt 0 ]; then trap 'finish' EXIT; else trap 'finish "$place"' EXIT; fi
trap 'exit 130' INT TERM

number=0
step() {
    number=$((number + 1))
    printf '\n%d. %s\n   $ prro %s\n' "$number" "$1" "$(shift; echo "$*")"
    shift
    $PRRO "$@"
}

# --- before: a shop, its key on a stick, a sale, a backup that only the stick can open
$PRRO sandbox provision --state "$tax/state.db" --port "$PORT" --name cafe --key olena --quiet
mv "$tax/keys/olena-Key-6.dat" "$tax/keys/olena.cer" "$tax/keys/password" "$stick/"
chmod 600 "$stick/password"
$PRRO --home "$tax" sandbox serve --state "$tax/state.db" --port "$PORT" >"$tax/log" 2>&1 &
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    if $PRRO doctor --only server --quiet >/dev/null 2>&1; then break; fi
    sleep 0.3
done
recipient=$($PRRO backup keygen --output "$stick/identity" --quiet)
$PRRO shift open --password-file "$stick/password" --quiet >/dev/null
$PRRO sale --item name=Кава,price=45.00,tax=А --password-file "$stick/password" --quiet >/dev/null
$PRRO backup create --to "$place/elsewhere" --recipient "$recipient" --quiet
echo "The shop has sold and made its backup. Now its machine is lost."
rm -rf "$PRRO_HOME" "$tax/keys"
export PRRO_HOME="$place/new-machine"

# --- after: an empty home, the backup, the stick
step "Can it be restored at all? (touches nothing)" \
    backup restore newest --from "$place/elsewhere" --identity "$stick/identity" --drill
step "Restore it into the empty home." \
    backup restore newest --from "$place/elsewhere" --identity "$stick/identity" --confirm 4000700001
step "Import the signing key again: it is never in a backup." \
    key add "$stick/olena-Key-6.dat" --cert "$stick/olena.cer" --name sandbox-olena --password-file "$stick/password"
step "Compare with the tax server; only then may this register sell." \
    reconcile --password-file "$stick/password"
step "Sell on, with the next number." \
    sale --item name=Чай,price=30.00,tax=А --password-file "$stick/password"
step "Close the day." \
    shift close --password-file "$stick/password"
step "Everything agrees." \
    journal verify

echo
echo "$number commands."
