# Completion of prro for bash, generated from the command tree by scripts/make.py. Do not edit.

_prro_node() {
    case "$1" in
        '') subs='demo init desk tax cashier route register printer config sandbox key sign verify unwrap encrypt decrypt shift sale return reversal cash receipt report status offline go-online sync budget stuck document journal why explain commands exit-codes completion doctor drill metrics fleet reconcile backup timers bundle' opts='--home --desk --json --quiet -q --verbose -v --color --yes -y --no-input --timeout --lang --version --help' valued=' --home --desk --color --timeout --lang ' ;;
        'demo') subs='' opts='--keep --fast --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --keep --desk --lang ' ;;
        'init') subs='' opts='--name --key-file --cert --key-name --password-file --password-fd --trust --tin --vat-number --org --outlet --address --fiscal-number --local-number --server --test --cash-rounding --tsp --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --name --key-file --cert --key-name --password-file --password-fd --trust --tin --vat-number --org --outlet --address --fiscal-number --local-number --server --cash-rounding --tsp --desk --lang ' ;;
        'desk') subs='add list show set remove discover' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'desk add') subs='' opts='--tin --org --outlet --address --fiscal-number --local-number --server --vat-number --test --cash-rounding --tsp --trust --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --tin --org --outlet --address --fiscal-number --local-number --server --vat-number --cash-rounding --tsp --trust --desk --lang ' ;;
        'desk list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'desk show') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'desk set') subs='' opts='--server --tin --vat-number --org --outlet --address --local-number --test --no-test --cash-rounding --tsp --trust --cashier --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --server --tin --vat-number --org --outlet --address --local-number --cash-rounding --tsp --trust --cashier --desk --lang ' ;;
        'desk remove') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'desk discover') subs='' opts='--key --server --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --key --server --password-file --password-fd --desk --lang ' ;;
        'tax') subs='list set' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'tax list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'tax set') subs='' opts='--vat --excise --exempt --name --on-top --from --to --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --vat --excise --name --from --to --desk --lang ' ;;
        'cashier') subs='add set list remove' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'cashier add') subs='' opts='--key --role --person --badge --pin-file --at --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --key --role --person --badge --pin-file --at --desk --lang ' ;;
        'cashier set') subs='' opts='--key --role --person --badge --pin-file --at --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --key --role --person --badge --pin-file --at --desk --lang ' ;;
        'cashier list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'cashier remove') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'route') subs='add list remove' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'route add') subs='' opts='--company --account --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --company --account --desk --lang ' ;;
        'route list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'route remove') subs='' opts='--company --account --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --company --account --desk --lang ' ;;
        'register') subs='20-opp 1-prro 5-prro check forms' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'register 20-opp') subs='' opts='--office --tin --name --signer-name --filled --object --file --key --from --office-code --letter --count --new-number --signer --recipient --layout --envelope --tsp --password-file --password-fd --output -o --dry-run --force --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --office --tin --name --signer-name --filled --object --file --key --from --office-code --letter --count --new-number --signer --recipient --layout --envelope --tsp --password-file --password-fd --output -o --desk --lang ' ;;
        'register 1-prro') subs='' opts='--action --name --tin --vat --object-id --katottg --unit --address --payment-system --kind --register-name --local-number --fiscal-number --offline --signs-as --signer-tin --signer-name --filled --file --key --from --office-code --letter --count --new-number --signer --recipient --layout --envelope --tsp --password-file --password-fd --output -o --dry-run --force --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --action --name --tin --vat --object-id --katottg --unit --address --payment-system --kind --register-name --local-number --fiscal-number --offline --signs-as --signer-tin --signer-name --filled --file --key --from --office-code --letter --count --new-number --signer --recipient --layout --envelope --tsp --password-file --password-fd --output -o --desk --lang ' ;;
        'register 5-prro') subs='' opts='--dated --number --tin --name --signs-as --signer-tin --signer-name --filled --cashier-cert --cashier-key --row --key-id-case --file --key --from --office-code --letter --count --new-number --signer --recipient --layout --envelope --tsp --password-file --password-fd --output -o --dry-run --force --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --dated --number --tin --name --signs-as --signer-tin --signer-name --filled --cashier-cert --cashier-key --row --key-id-case --file --key --from --office-code --letter --count --new-number --signer --recipient --layout --envelope --tsp --password-file --password-fd --output -o --desk --lang ' ;;
        'register check') subs='' opts='--from --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --from --desk --lang ' ;;
        'register forms') subs='' opts='--on --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --on --desk --lang ' ;;
        'printer') subs='add set list profiles remove test' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'printer add') subs='' opts='--network --usb --serial --file --cups --dummy --profile --columns --dots --codepage --slot --qr --raster --cut --wait --baudrate --status --no-status --use --no-use --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --network --usb --serial --file --cups --profile --columns --dots --codepage --slot --qr --raster --cut --wait --baudrate --desk --lang ' ;;
        'printer set') subs='' opts='--network --usb --serial --file --cups --dummy --profile --columns --dots --codepage --slot --qr --raster --cut --wait --baudrate --status --no-status --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --network --usb --serial --file --cups --profile --columns --dots --codepage --slot --qr --raster --cut --wait --baudrate --desk --lang ' ;;
        'printer list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'printer profiles') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'printer remove') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'printer test') subs='' opts='--slots --ask --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --slots --desk --lang ' ;;
        'config') subs='show get set path' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'config show') subs='' opts='--origin --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'config get') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'config set') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'config path') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'sandbox') subs='serve provision state fault switch clock' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'sandbox serve') subs='' opts='--port --state --fault --switch --clock --registry --trust --schemas --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --port --state --fault --switch --clock --registry --trust --schemas --desk --lang ' ;;
        'sandbox provision') subs='' opts='--port --state --name --all --key --no-desk --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --port --state --name --key --desk --lang ' ;;
        'sandbox state') subs='' opts='--state --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --state --desk --lang ' ;;
        'sandbox fault') subs='' opts='--clear --list --url --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --url --desk --lang ' ;;
        'sandbox switch') subs='' opts='--url --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --url --desk --lang ' ;;
        'sandbox clock') subs='' opts='--set --advance --stop --run --url --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --set --advance --url --desk --lang ' ;;
        'key') subs='add replace list show check remove passwd' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'key add') subs='' opts='--cert --name --password-file --password-fd --key-password-file --new-password-file --new-password-fd --trust --role --max-rounds --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cert --name --password-file --password-fd --key-password-file --new-password-file --new-password-fd --trust --role --max-rounds --desk --lang ' ;;
        'key replace') subs='' opts='--cert --password-file --password-fd --key-password-file --new-password-file --new-password-fd --trust --role --max-rounds --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cert --password-file --password-fd --key-password-file --new-password-file --new-password-fd --trust --role --max-rounds --desk --lang ' ;;
        'key list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'key show') subs='' opts='--trust --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --trust --desk --lang ' ;;
        'key check') subs='' opts='--password-file --password-fd --trust --days --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --password-file --password-fd --trust --days --desk --lang ' ;;
        'key remove') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'key passwd') subs='' opts='--password-file --password-fd --new-password-file --new-password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --password-file --password-fd --new-password-file --new-password-fd --desk --lang ' ;;
        'sign') subs='' opts='--key --output -o --detached --digest --tsp --timestamp --no-signing-time --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --key --output -o --digest --tsp --password-file --password-fd --desk --lang ' ;;
        'verify') subs='' opts='--content --cert --trust --at --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --content --cert --trust --at --desk --lang ' ;;
        'unwrap') subs='' opts='--output -o --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --output -o --desk --lang ' ;;
        'encrypt') subs='' opts='--to --output -o --key --suite --transport --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --to --output -o --key --suite --password-file --password-fd --desk --lang ' ;;
        'decrypt') subs='' opts='--key --output -o --cert --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --key --output -o --cert --password-file --password-fd --desk --lang ' ;;
        'shift') subs='open close status' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'shift open') subs='' opts='--test --if-needed --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'shift close') subs='' opts='--if-needed --deadline --accept-difference --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --deadline --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'shift status') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'sale') subs='' opts='--item --file --batch --cash --card --slip --pay --discount --comment --key --company --account --send --no-print --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --item --file --batch --cash --card --slip --pay --discount --comment --key --company --account --send --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'return') subs='' opts='--receipt --all --item --file --from-register --from-date --cash --card --slip --pay --comment --key --send --no-print --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --receipt --item --file --from-register --from-date --cash --card --slip --pay --comment --key --send --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'reversal') subs='' opts='--no-print --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'cash') subs='in out' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'cash in') subs='' opts='--comment --key --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --comment --key --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'cash out') subs='' opts='--comment --key --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --comment --key --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'receipt') subs='show print copy send verify outbox' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'receipt show') subs='' opts='--format --output --columns --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --format --output --columns --desk --lang ' ;;
        'receipt print') subs='' opts='--printer --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --printer --lock-wait --desk --lang ' ;;
        'receipt copy') subs='' opts='--printer --format --output --columns --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --printer --format --output --columns --lock-wait --desk --lang ' ;;
        'receipt send') subs='' opts='--to --queued --since --to-known --again --forget --dry-run --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --to --since --forget --lock-wait --desk --lang ' ;;
        'receipt verify') subs='' opts='--local --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'receipt outbox') subs='list retry close' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'receipt outbox list') subs='' opts='--all --limit --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --limit --desk --lang ' ;;
        'receipt outbox retry') subs='' opts='--lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --lock-wait --desk --lang ' ;;
        'receipt outbox close') subs='' opts='--delivered --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'report') subs='period goods shifts x z' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'report period') subs='' opts='--from --to --csv --chart --test --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --from --to --csv --desk --lang ' ;;
        'report goods') subs='' opts='--from --to --by-seller --csv --chart --test --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --from --to --csv --desk --lang ' ;;
        'report shifts') subs='' opts='--limit --csv --chart --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --limit --csv --desk --lang ' ;;
        'report x') subs='' opts='--cashier --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cashier --password-file --password-fd --desk --lang ' ;;
        'report z') subs='' opts='--accept-difference --cashier --badge --pin-file --online-only --dry-run --lock-wait --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk --lang ' ;;
        'status') subs='' opts='--check --max-pending --min-numbers --min-hours --min-key-days --watch --rounds --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --max-pending --min-numbers --min-hours --min-key-days --rounds --desk --lang ' ;;
        'offline') subs='status limits begin' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'offline status') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'offline limits') subs='' opts='--session-hours --month-hours --until --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --session-hours --month-hours --until --lock-wait --desk --lang ' ;;
        'offline begin') subs='' opts='--cashier --password-file --password-fd --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cashier --password-file --password-fd --lock-wait --desk --lang ' ;;
        'go-online') subs='' opts='--cashier --password-file --password-fd --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --cashier --password-file --password-fd --lock-wait --desk --lang ' ;;
        'sync') subs='' opts='--watch --rounds --cashier --password-file --password-fd --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --rounds --cashier --password-file --password-fd --lock-wait --desk --lang ' ;;
        'budget') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'stuck') subs='list show fix' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'stuck list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'stuck show') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'stuck fix') subs='' opts='--way --dry-run --cashier --password-file --password-fd --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --way --cashier --password-file --password-fd --lock-wait --desk --lang ' ;;
        'document') subs='check show' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'document check') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'document show') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'journal') subs='list show events verify rebuild export' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'journal list') subs='' opts='--limit --before --kind --state --shift --since --until --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --limit --before --kind --state --shift --since --until --desk --lang ' ;;
        'journal show') subs='' opts='--xml --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'journal events') subs='' opts='--after --follow -f --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --after --desk --lang ' ;;
        'journal verify') subs='' opts='--signatures --file --anchor --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --file --anchor --desk --lang ' ;;
        'journal rebuild') subs='' opts='--dry-run --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'journal export') subs='' opts='--output -o --format --kind --state --shift --since --until --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --output -o --format --kind --state --shift --since --until --desk --lang ' ;;
        'why') subs='' opts='--save --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --save --desk --lang ' ;;
        'explain') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'commands') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'exit-codes') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'completion') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'doctor') subs='' opts='--only --no-network --fix --cashier --password-file --password-fd --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --only --cashier --password-file --password-fd --desk --lang ' ;;
        'drill') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'metrics') subs='' opts='--output --nagios --max-pending --min-numbers --min-hours --min-key-days --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --output --max-pending --min-numbers --min-hours --min-key-days --desk --lang ' ;;
        'fleet') subs='' opts='--parallel --deadline --only --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --parallel --deadline --only --desk --lang ' ;;
        'reconcile') subs='' opts='--adopt --note --dry-run --cashier --password-file --password-fd --lock-wait --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --note --cashier --password-file --password-fd --lock-wait --desk --lang ' ;;
        'backup') subs='create list verify restore keygen' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'backup create') subs='' opts='--to --recipient --plain --keep --passphrase-file --passphrase-fd --login-file --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --to --recipient --keep --passphrase-file --passphrase-fd --login-file --desk --lang ' ;;
        'backup list') subs='' opts='--from --login-file --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --from --login-file --desk --lang ' ;;
        'backup verify') subs='' opts='--from --full --max-age --passphrase-file --passphrase-fd --identity --login-file --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --from --max-age --passphrase-file --passphrase-fd --identity --login-file --desk --lang ' ;;
        'backup restore') subs='' opts='--from --confirm --drill --passphrase-file --passphrase-fd --identity --login-file --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --from --confirm --passphrase-file --passphrase-fd --identity --login-file --desk --lang ' ;;
        'backup keygen') subs='' opts='--output --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --output --desk --lang ' ;;
        'timers') subs='install list remove' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'timers install') subs='' opts='--only --system --user --cron --windows --output --run-as --password-file --passphrase-file --login-file --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --only --output --run-as --password-file --passphrase-file --login-file --desk --lang ' ;;
        'timers list') subs='' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'timers remove') subs='' opts='--only --system --user --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --only --desk --lang ' ;;
        'bundle') subs='create replay' opts='--desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --desk --lang ' ;;
        'bundle create') subs='' opts='--output -o --include-documents --last --no-network --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --output -o --last --desk --lang ' ;;
        'bundle replay') subs='' opts='--keep --desk --json --quiet -q --verbose -v --yes -y --lang --help' valued=' --keep --desk --lang ' ;;
    esac
}

_prro_kind() {
    kind=
    case "$1|$2" in
        '|--home') kind='files' ;;
        '|--desk') kind='ask:desks' ;;
        '|--color') kind='list:auto always never' ;;
        'demo|--keep') kind='files' ;;
        'demo|--desk') kind='ask:desks' ;;
        'init|--key-file') kind='files' ;;
        'init|--cert') kind='files' ;;
        'init|--password-file') kind='files' ;;
        'init|--trust') kind='files' ;;
        'init|--cash-rounding') kind='list:none 0.10 0.50' ;;
        'init|--desk') kind='ask:desks' ;;
        'desk|--desk') kind='ask:desks' ;;
        'desk add|--cash-rounding') kind='list:none 0.10 0.50' ;;
        'desk add|--trust') kind='files' ;;
        'desk add|--desk') kind='ask:desks' ;;
        'desk list|--desk') kind='ask:desks' ;;
        'desk show|--desk') kind='ask:desks' ;;
        'desk show|1') kind='ask:desks' ;;
        'desk set|--trust') kind='files' ;;
        'desk set|--cashier') kind='ask:cashiers' ;;
        'desk set|--desk') kind='ask:desks' ;;
        'desk set|1') kind='ask:desks' ;;
        'desk remove|--desk') kind='ask:desks' ;;
        'desk remove|1') kind='ask:desks' ;;
        'desk discover|--key') kind='ask:keys' ;;
        'desk discover|--password-file') kind='files' ;;
        'desk discover|--desk') kind='ask:desks' ;;
        'tax|--desk') kind='ask:desks' ;;
        'tax list|--desk') kind='ask:desks' ;;
        'tax set|--desk') kind='ask:desks' ;;
        'cashier|--desk') kind='ask:desks' ;;
        'cashier add|--key') kind='ask:keys' ;;
        'cashier add|--pin-file') kind='files' ;;
        'cashier add|--desk') kind='ask:desks' ;;
        'cashier set|--key') kind='ask:keys' ;;
        'cashier set|--pin-file') kind='files' ;;
        'cashier set|--desk') kind='ask:desks' ;;
        'cashier set|1') kind='ask:cashiers' ;;
        'cashier list|--desk') kind='ask:desks' ;;
        'cashier remove|--desk') kind='ask:desks' ;;
        'cashier remove|1') kind='ask:cashiers' ;;
        'route|--desk') kind='ask:desks' ;;
        'route add|--desk') kind='ask:desks' ;;
        'route list|--desk') kind='ask:desks' ;;
        'route remove|--desk') kind='ask:desks' ;;
        'register|--desk') kind='ask:desks' ;;
        'register 20-opp|--file') kind='files' ;;
        'register 20-opp|--key') kind='ask:keys' ;;
        'register 20-opp|--from') kind='files' ;;
        'register 20-opp|--recipient') kind='files' ;;
        'register 20-opp|--password-file') kind='files' ;;
        'register 20-opp|--output') kind='files' ;;
        'register 20-opp|-o') kind='files' ;;
        'register 20-opp|--desk') kind='ask:desks' ;;
        'register 1-prro|--file') kind='files' ;;
        'register 1-prro|--key') kind='ask:keys' ;;
        'register 1-prro|--from') kind='files' ;;
        'register 1-prro|--recipient') kind='files' ;;
        'register 1-prro|--password-file') kind='files' ;;
        'register 1-prro|--output') kind='files' ;;
        'register 1-prro|-o') kind='files' ;;
        'register 1-prro|--desk') kind='ask:desks' ;;
        'register 5-prro|--number') kind='ask:documents' ;;
        'register 5-prro|--file') kind='files' ;;
        'register 5-prro|--key') kind='ask:keys' ;;
        'register 5-prro|--from') kind='files' ;;
        'register 5-prro|--recipient') kind='files' ;;
        'register 5-prro|--password-file') kind='files' ;;
        'register 5-prro|--output') kind='files' ;;
        'register 5-prro|-o') kind='files' ;;
        'register 5-prro|--desk') kind='ask:desks' ;;
        'register check|--from') kind='files' ;;
        'register check|--desk') kind='ask:desks' ;;
        'register check|'*) kind='files' ;;
        'register forms|--desk') kind='ask:desks' ;;
        'printer|--desk') kind='ask:desks' ;;
        'printer add|--file') kind='files' ;;
        'printer add|--desk') kind='ask:desks' ;;
        'printer set|--file') kind='files' ;;
        'printer set|--desk') kind='ask:desks' ;;
        'printer set|1') kind='ask:printers' ;;
        'printer list|--desk') kind='ask:desks' ;;
        'printer profiles|--desk') kind='ask:desks' ;;
        'printer remove|--desk') kind='ask:desks' ;;
        'printer remove|1') kind='ask:printers' ;;
        'printer test|--desk') kind='ask:desks' ;;
        'printer test|1') kind='ask:printers' ;;
        'config|--desk') kind='ask:desks' ;;
        'config show|--desk') kind='ask:desks' ;;
        'config get|--desk') kind='ask:desks' ;;
        'config get|1') kind='list:shift.auto-open shift.stale offline.enter offline.warn-session-hours offline.warn-month-hours offline.numbering offline.numbers sync.interval server.timeout server.document-channel server.package-channel server.package-bytes timestamp.required signature.verify signature.digest signing.shared secrets.keyring payments.card-code delivery.when delivery.mail delivery.sms delivery.viber delivery.timeout delivery.keep-days lock.wait receipt.header receipt.footer receipt.logo receipt.cashier receipt.columns receipt.font receipt.printer receipt.print confirm.sale backup.to backup.recipient backup.keep device.check' ;;
        'config set|--desk') kind='ask:desks' ;;
        'config set|1') kind='list:shift.auto-open shift.stale offline.enter offline.warn-session-hours offline.warn-month-hours offline.numbering offline.numbers sync.interval server.timeout server.document-channel server.package-channel server.package-bytes timestamp.required signature.verify signature.digest signing.shared secrets.keyring payments.card-code delivery.when delivery.mail delivery.sms delivery.viber delivery.timeout delivery.keep-days lock.wait receipt.header receipt.footer receipt.logo receipt.cashier receipt.columns receipt.font receipt.printer receipt.print confirm.sale backup.to backup.recipient backup.keep device.check' ;;
        'config path|--desk') kind='ask:desks' ;;
        'sandbox|--desk') kind='ask:desks' ;;
        'sandbox serve|--state') kind='files' ;;
        'sandbox serve|--registry') kind='files' ;;
        'sandbox serve|--trust') kind='files' ;;
        'sandbox serve|--schemas') kind='files' ;;
        'sandbox serve|--desk') kind='ask:desks' ;;
        'sandbox provision|--state') kind='files' ;;
        'sandbox provision|--key') kind='ask:keys' ;;
        'sandbox provision|--desk') kind='ask:desks' ;;
        'sandbox state|--state') kind='files' ;;
        'sandbox state|--desk') kind='ask:desks' ;;
        'sandbox fault|--desk') kind='ask:desks' ;;
        'sandbox switch|--desk') kind='ask:desks' ;;
        'sandbox clock|--desk') kind='ask:desks' ;;
        'key|--desk') kind='ask:desks' ;;
        'key add|--cert') kind='files' ;;
        'key add|--password-file') kind='files' ;;
        'key add|--key-password-file') kind='files' ;;
        'key add|--new-password-file') kind='files' ;;
        'key add|--trust') kind='files' ;;
        'key add|--desk') kind='ask:desks' ;;
        'key add|1') kind='files' ;;
        'key replace|--cert') kind='files' ;;
        'key replace|--password-file') kind='files' ;;
        'key replace|--key-password-file') kind='files' ;;
        'key replace|--new-password-file') kind='files' ;;
        'key replace|--trust') kind='files' ;;
        'key replace|--desk') kind='ask:desks' ;;
        'key replace|1') kind='ask:keys' ;;
        'key replace|2') kind='files' ;;
        'key list|--desk') kind='ask:desks' ;;
        'key show|--trust') kind='files' ;;
        'key show|--desk') kind='ask:desks' ;;
        'key show|1') kind='ask:keys' ;;
        'key check|--password-file') kind='files' ;;
        'key check|--trust') kind='files' ;;
        'key check|--desk') kind='ask:desks' ;;
        'key check|1') kind='ask:keys' ;;
        'key remove|--desk') kind='ask:desks' ;;
        'key remove|1') kind='ask:keys' ;;
        'key passwd|--password-file') kind='files' ;;
        'key passwd|--new-password-file') kind='files' ;;
        'key passwd|--desk') kind='ask:desks' ;;
        'key passwd|1') kind='ask:keys' ;;
        'sign|--key') kind='ask:keys' ;;
        'sign|--output') kind='files' ;;
        'sign|-o') kind='files' ;;
        'sign|--password-file') kind='files' ;;
        'sign|--desk') kind='ask:desks' ;;
        'sign|1') kind='files' ;;
        'verify|--content') kind='files' ;;
        'verify|--cert') kind='files' ;;
        'verify|--trust') kind='files' ;;
        'verify|--desk') kind='ask:desks' ;;
        'verify|1') kind='files' ;;
        'unwrap|--output') kind='files' ;;
        'unwrap|-o') kind='files' ;;
        'unwrap|--desk') kind='ask:desks' ;;
        'unwrap|1') kind='files' ;;
        'encrypt|--to') kind='files' ;;
        'encrypt|--output') kind='files' ;;
        'encrypt|-o') kind='files' ;;
        'encrypt|--key') kind='ask:keys' ;;
        'encrypt|--suite') kind='list:gost kalyna' ;;
        'encrypt|--password-file') kind='files' ;;
        'encrypt|--desk') kind='ask:desks' ;;
        'encrypt|1') kind='files' ;;
        'decrypt|--key') kind='ask:keys' ;;
        'decrypt|--output') kind='files' ;;
        'decrypt|-o') kind='files' ;;
        'decrypt|--cert') kind='files' ;;
        'decrypt|--password-file') kind='files' ;;
        'decrypt|--desk') kind='ask:desks' ;;
        'decrypt|1') kind='files' ;;
        'shift|--desk') kind='ask:desks' ;;
        'shift open|--cashier') kind='ask:cashiers' ;;
        'shift open|--pin-file') kind='files' ;;
        'shift open|--password-file') kind='files' ;;
        'shift open|--desk') kind='ask:desks' ;;
        'shift close|--cashier') kind='ask:cashiers' ;;
        'shift close|--pin-file') kind='files' ;;
        'shift close|--password-file') kind='files' ;;
        'shift close|--desk') kind='ask:desks' ;;
        'shift status|--desk') kind='ask:desks' ;;
        'sale|--file') kind='files' ;;
        'sale|--batch') kind='files' ;;
        'sale|--slip') kind='files' ;;
        'sale|--cashier') kind='ask:cashiers' ;;
        'sale|--pin-file') kind='files' ;;
        'sale|--password-file') kind='files' ;;
        'sale|--desk') kind='ask:desks' ;;
        'return|--receipt') kind='ask:documents' ;;
        'return|--file') kind='files' ;;
        'return|--slip') kind='files' ;;
        'return|--cashier') kind='ask:cashiers' ;;
        'return|--pin-file') kind='files' ;;
        'return|--password-file') kind='files' ;;
        'return|--desk') kind='ask:desks' ;;
        'reversal|--cashier') kind='ask:cashiers' ;;
        'reversal|--pin-file') kind='files' ;;
        'reversal|--password-file') kind='files' ;;
        'reversal|--desk') kind='ask:desks' ;;
        'reversal|1') kind='ask:documents' ;;
        'cash|--desk') kind='ask:desks' ;;
        'cash in|--cashier') kind='ask:cashiers' ;;
        'cash in|--pin-file') kind='files' ;;
        'cash in|--password-file') kind='files' ;;
        'cash in|--desk') kind='ask:desks' ;;
        'cash out|--cashier') kind='ask:cashiers' ;;
        'cash out|--pin-file') kind='files' ;;
        'cash out|--password-file') kind='files' ;;
        'cash out|--desk') kind='ask:desks' ;;
        'receipt|--desk') kind='ask:desks' ;;
        'receipt show|--format') kind='list:text terminal html png pdf escpos' ;;
        'receipt show|--output') kind='files' ;;
        'receipt show|--desk') kind='ask:desks' ;;
        'receipt show|1') kind='ask:documents' ;;
        'receipt print|--printer') kind='ask:printers' ;;
        'receipt print|--desk') kind='ask:desks' ;;
        'receipt print|1') kind='ask:documents' ;;
        'receipt copy|--printer') kind='ask:printers' ;;
        'receipt copy|--format') kind='list:text terminal html png pdf escpos' ;;
        'receipt copy|--output') kind='files' ;;
        'receipt copy|--desk') kind='ask:desks' ;;
        'receipt copy|1') kind='ask:documents' ;;
        'receipt send|--desk') kind='ask:desks' ;;
        'receipt send|1') kind='ask:documents' ;;
        'receipt verify|--desk') kind='ask:desks' ;;
        'receipt verify|1') kind='ask:documents' ;;
        'receipt outbox|--desk') kind='ask:desks' ;;
        'receipt outbox list|--desk') kind='ask:desks' ;;
        'receipt outbox retry|--desk') kind='ask:desks' ;;
        'receipt outbox close|--desk') kind='ask:desks' ;;
        'report|--desk') kind='ask:desks' ;;
        'report period|--csv') kind='files' ;;
        'report period|--desk') kind='ask:desks' ;;
        'report goods|--csv') kind='files' ;;
        'report goods|--desk') kind='ask:desks' ;;
        'report shifts|--csv') kind='files' ;;
        'report shifts|--desk') kind='ask:desks' ;;
        'report x|--cashier') kind='ask:cashiers' ;;
        'report x|--password-file') kind='files' ;;
        'report x|--desk') kind='ask:desks' ;;
        'report z|--cashier') kind='ask:cashiers' ;;
        'report z|--pin-file') kind='files' ;;
        'report z|--password-file') kind='files' ;;
        'report z|--desk') kind='ask:desks' ;;
        'status|--desk') kind='ask:desks' ;;
        'offline|--desk') kind='ask:desks' ;;
        'offline status|--desk') kind='ask:desks' ;;
        'offline limits|--desk') kind='ask:desks' ;;
        'offline begin|--cashier') kind='ask:cashiers' ;;
        'offline begin|--password-file') kind='files' ;;
        'offline begin|--desk') kind='ask:desks' ;;
        'go-online|--cashier') kind='ask:cashiers' ;;
        'go-online|--password-file') kind='files' ;;
        'go-online|--desk') kind='ask:desks' ;;
        'sync|--cashier') kind='ask:cashiers' ;;
        'sync|--password-file') kind='files' ;;
        'sync|--desk') kind='ask:desks' ;;
        'budget|--desk') kind='ask:desks' ;;
        'stuck|--desk') kind='ask:desks' ;;
        'stuck list|--desk') kind='ask:desks' ;;
        'stuck show|--desk') kind='ask:desks' ;;
        'stuck show|1') kind='ask:documents' ;;
        'stuck fix|--way') kind='list:retry senior remake settle reregister' ;;
        'stuck fix|--cashier') kind='ask:cashiers' ;;
        'stuck fix|--password-file') kind='files' ;;
        'stuck fix|--desk') kind='ask:desks' ;;
        'stuck fix|1') kind='ask:documents' ;;
        'document|--desk') kind='ask:desks' ;;
        'document check|--desk') kind='ask:desks' ;;
        'document check|'*) kind='files' ;;
        'document show|--desk') kind='ask:desks' ;;
        'document show|1') kind='files' ;;
        'journal|--desk') kind='ask:desks' ;;
        'journal list|--desk') kind='ask:desks' ;;
        'journal show|--desk') kind='ask:desks' ;;
        'journal show|1') kind='ask:documents' ;;
        'journal events|--desk') kind='ask:desks' ;;
        'journal verify|--file') kind='files' ;;
        'journal verify|--desk') kind='ask:desks' ;;
        'journal rebuild|--desk') kind='ask:desks' ;;
        'journal export|--output') kind='files' ;;
        'journal export|-o') kind='files' ;;
        'journal export|--desk') kind='ask:desks' ;;
        'why|--save') kind='files' ;;
        'why|--desk') kind='ask:desks' ;;
        'why|1') kind='ask:documents' ;;
        'explain|--desk') kind='ask:desks' ;;
        'commands|--desk') kind='ask:desks' ;;
        'exit-codes|--desk') kind='ask:desks' ;;
        'completion|--desk') kind='ask:desks' ;;
        'completion|1') kind='list:bash zsh fish powershell' ;;
        'doctor|--cashier') kind='ask:cashiers' ;;
        'doctor|--password-file') kind='files' ;;
        'doctor|--desk') kind='ask:desks' ;;
        'drill|--desk') kind='ask:desks' ;;
        'metrics|--output') kind='files' ;;
        'metrics|--desk') kind='ask:desks' ;;
        'fleet|--desk') kind='ask:desks' ;;
        'fleet|1') kind='files' ;;
        'fleet|2') kind='list:status doctor budget' ;;
        'reconcile|--cashier') kind='ask:cashiers' ;;
        'reconcile|--password-file') kind='files' ;;
        'reconcile|--desk') kind='ask:desks' ;;
        'backup|--desk') kind='ask:desks' ;;
        'backup create|--passphrase-file') kind='files' ;;
        'backup create|--login-file') kind='files' ;;
        'backup create|--desk') kind='ask:desks' ;;
        'backup list|--login-file') kind='files' ;;
        'backup list|--desk') kind='ask:desks' ;;
        'backup verify|--passphrase-file') kind='files' ;;
        'backup verify|--identity') kind='files' ;;
        'backup verify|--login-file') kind='files' ;;
        'backup verify|--desk') kind='ask:desks' ;;
        'backup restore|--passphrase-file') kind='files' ;;
        'backup restore|--identity') kind='files' ;;
        'backup restore|--login-file') kind='files' ;;
        'backup restore|--desk') kind='ask:desks' ;;
        'backup keygen|--output') kind='files' ;;
        'backup keygen|--desk') kind='ask:desks' ;;
        'timers|--desk') kind='ask:desks' ;;
        'timers install|--output') kind='files' ;;
        'timers install|--password-file') kind='files' ;;
        'timers install|--passphrase-file') kind='files' ;;
        'timers install|--login-file') kind='files' ;;
        'timers install|--desk') kind='ask:desks' ;;
        'timers list|--desk') kind='ask:desks' ;;
        'timers remove|--desk') kind='ask:desks' ;;
        'bundle|--desk') kind='ask:desks' ;;
        'bundle create|--output') kind='files' ;;
        'bundle create|-o') kind='files' ;;
        'bundle create|--desk') kind='ask:desks' ;;
        'bundle replay|--keep') kind='files' ;;
        'bundle replay|--desk') kind='ask:desks' ;;
        'bundle replay|1') kind='files' ;;
    esac
}

_prro() {
    local cur=${COMP_WORDS[COMP_CWORD]} path= place=0 skip= home=$PRRO_HOME
    local subs opts valued kind word i
    _prro_node ''
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [ -n "$skip" ]; then
            if [ "$skip" = --home ]; then home=$word; fi
            skip=
        elif [[ $valued == *" $word "* ]]; then
            skip=$word
        elif [[ $word == -* || $word == = ]]; then
            :
        elif [[ " $subs " == *" $word "* ]]; then
            path=${path:+$path }$word
            _prro_node "$path"
        else
            place=$((place + 1))
        fi
    done
    COMPREPLY=()
    if [ -z "$skip" ] && [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$opts" -- "$cur"))
        return
    fi
    if [ -z "$skip" ] && [ -n "$subs" ]; then
        COMPREPLY=($(compgen -W "$subs" -- "$cur"))
        return
    fi
    _prro_kind "$path" "${skip:-$((place + 1))}"
    case "$kind" in
        list:*) COMPREPLY=($(compgen -W "${kind#list:}" -- "$cur")) ;;
        ask:*)
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(PRRO_HOME=$home command prro _complete "${kind#ask:}" 2>/dev/null)" -- "$cur"))
            ;;
        files) compopt -o filenames 2>/dev/null; local IFS=$'\n'; COMPREPLY=($(compgen -f -- "$cur")) ;;
    esac
}

complete -F _prro prro
