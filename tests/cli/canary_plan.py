"""The calls of the canary test, in an order in which they work: at least one for every leaf command of the tree.

A new command needs ONE line here (a call that succeeds with the canaries in place is the best one); words in braces
are files and numbers that `tests/cli/test_canary.py` prepares. `{pw}` is `--password-file` with the right password.
Beside these every command is called bare; with an option it does not have; some with a wrong password.
"""

from __future__ import annotations

PLAN = """
exit-codes
commands
completion bash
explain 9
init --no-such-thing
demo --keep {folder}
sandbox serve --clock nonsense
sandbox provision --name cafe --keys nonsense
sandbox state
sandbox fault delay=0:999@doc --url {root}
sandbox switch hash_mode=strict --url {root}
sandbox clock --advance 0 --url {root}
config path
config set delivery.when later
config set delivery.mail exec:{spy}
config set delivery.sms gate
config set lock.wait 6
config get lock.wait
config show --origin
desk list
desk show cafe
desk set cafe --cash-rounding 0.50
desk add second {where} --org О --outlet О --address А --fiscal-number 4000999999 --local-number 9
desk remove second --yes
desk discover --server {server} --key sandbox-olena {pw}
tax list
tax set Д --vat 7
cashier set olena --pin-file {pin} --badge {badge}
cashier add second --key sandbox-olena --pin-file {pin2}
cashier remove second --yes
cashier list
route add --company 40000018 --desk cafe
route list
route remove --company 40000018
key list
key show sandbox-olena
key check sandbox-olena {pw}
key add {pfx} --cert {cert} --name extra --password-file {own}
key replace extra {pfx} --cert {cert} --password-file {own}
key passwd extra --password-file {own} --new-password-file {new}
sign {text} --key extra --password-file {new} --output {signed}
verify {signed}
unwrap {signed} --output {unwrapped}
encrypt {text} --to {agreement} --output {closed}
decrypt {closed} --key extra --password-file {new} --output {clear}
key remove extra --yes
shift open {pw}
shift status
sale --item name=Кава,price=50.00,tax=А --send mail:{mail} --pin-file {pin} {pw}
sale --item name=Кава,price=60.00,tax=А --send sms:{telephone} --badge {badge} --key {idempotency} {pw}
cash in 100 {pw}
cash out 10 {pw}
return --receipt {first} --all {pw}
sale --item name=Кава,price=5.00,tax=А {pw}
reversal {pw}
offline begin --yes {pw}
sale --item name=Кава,price=7.00,tax=А {pw}
offline status
go-online {pw}
sync {pw}
offline limits --session-hours 40 --yes
offline limits
receipt send {first} --to mail:{mail} --again
receipt send --queued
receipt outbox list --all
receipt outbox retry zzz
receipt outbox close zzz --delivered
report x
report period
report goods
report shifts
report z {pw}
shift close {pw}
budget
status
stuck list
stuck show 1
stuck fix 1 --dry-run {pw}
reconcile {pw}
document check {xml}
document show {xml}
document diff 2 3
schema check
schema fetch {schemas}
journal list
journal show 2 --xml
journal events --after 0
journal verify --signatures
journal rebuild
journal export --format jsonl --output {export}
why 2
metrics
fleet {inventory} status
doctor
drill --no-such
undo 2
printer profiles
printer add kitchen --file {printed}
printer list
printer set kitchen --columns 48
printer test kitchen
receipt show last
receipt print last --printer kitchen
receipt copy last --output {copied}
receipt verify last
printer remove kitchen --yes
timers install --user --password-file {text}
timers list
timers remove --user --yes
register list
register show nothing.XML
register send nothing.XML --channel rest --key sandbox-olena
register settle nothing.XML --not-received
register fetch --channel rest --key sandbox-olena {pw}
register status --key sandbox-olena {pw}
register receipt import {text} --key sandbox-olena {pw}
register wizard --answers {text} {pw}
sandbox newcomer --no-such
register forms
register 20-opp --no-such
register 1-prro --no-such
register 5-prro --no-such
register check {text}
backup create --to {backups} --passphrase-file {passphrase}
backup list --from {backups}
backup verify newest --from {backups} --passphrase-file {passphrase}
backup restore newest --from {backups} --passphrase-file {wrong} --confirm 4000700001
backup keygen --output {identity}
bundle create --yes --output {bundle}
bundle create --yes --include-documents --output {bundle2}
bundle replay {bundle2}
"""

NOT_BARE = {
    "sandbox provision": "bare it makes keys for seconds",
    "sandbox serve": "bare it serves until it is told to stop",
    "drill": "bare it rehearses for seconds",
    "demo": "bare it plays for seconds; what it plays is called here",
    "bundle create": "bare it asks everything once more; it is called here",
}
"""Commands that are not called without arguments, and why."""
