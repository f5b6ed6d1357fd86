#compdef prro
# Completion of prro for zsh, generated from the command tree by scripts/make.py. Do not edit.

_prro_node() {
    case "$1" in
        '') subs=('demo:The life of a cash desk on the embedded sandbox; nothing is left behind unless --keep' 'init:Set up a desk: its key, its data as registered, its first cashier' 'desk:Desks: one for each registered ПРРО (fiscal number)' 'tax:Tax letters of a desk' 'cashier:Cashiers: people, their keys, roles, badges and PINs' 'route:Routes from a company or account to a desk' 'config:Show and change settings' 'sandbox:Rehearse on a strict local fiscal server. It is not the tax service' 'key:The signing keys: Key-6.dat, .jks, .zs2, .pfx/.p12, .pk8' 'sign:Sign a file with a key of the vault' 'verify:Verify every signature of a file, through base64, transport containers and nested signatures' 'unwrap:Take off base64, transport containers and signatures, and give what is inside' 'encrypt:Encrypt a file for the holder of a certificate' 'decrypt:Decrypt a file with a key of the vault and give what is inside the innermost layer' 'shift:The shift: open, close, status' 'sale:Sell: register a receipt' 'return:Take goods back' 'reversal:Cancel the last receipt of the open shift' 'cash:Service deposit and issue: money put into the drawer and taken out' 'report:Reports: the shift, a period, the goods' 'status:The desk on one screen: mode, shift, last document, what waits, what to do' 'offline:Working without the link: status, limits, begin' 'go-online:Send what waits and take the next offline session; a link of a minute is enough, partial progress is kept' 'sync:Settle what has no known result and send what waits; with --watch again and again (R34)' 'budget:How long hours, numbers and keys last at the present pace' 'document:Check or read any fiscal document, signed or bare' 'journal:The journal: every document and everything that happened to it' 'explain:What an error means, what state the register is in then, and the next command' 'commands:Every command; with --json also its options, arguments, example and schema' 'exit-codes:Every exit code, what it means and what a script should do' 'completion:Print the completion script of a shell: put it where the shell looks, or `eval` it' 'doctor:Check everything from local to remote; every failed check names one command' 'reconcile:Compare the journal with the tax server; changes nothing. Exit 6 where they differ'); opts=('--home:Home directory instead of the default or $PRRO_HOME' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--color:auto, always or never' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--no-input:Never ask; a question is exit 5' '--timeout:Seconds a call to the server may take' '--version:' '--help:Show the help of this command'); valued=(--home --desk --color --timeout) ;;
        'demo') subs=(); opts=('--keep:Leave the home in this new directory to play with' '--fast:Commands and results only, no narration' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--keep --desk) ;;
        'init') subs=(); opts=('--name:A short name of your own for the desk' '--key-file:The key file: Key-6.dat, .jks, .zs2, .pfx, .pk8' '--cert:Certificates of the key; repeatable' '--key-name:Name of the key and of the cashier' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--trust:Certificates of authorities to judge by (.cer, .p7b); repeatable' '--tin:' '--vat-number:' '--org:' '--outlet:' '--address:' '--fiscal-number:' '--local-number:' '--server:Base address of the fiscal server' '--test:All shifts are test shifts' '--cash-rounding:none, 0.10 or 0.50' '--tsp:Time-stamp provider: auto, none, or an address' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--name --key-file --cert --key-name --password-file --password-fd --trust --tin --vat-number --org --outlet --address --fiscal-number --local-number --server --cash-rounding --tsp --desk) ;;
        'desk') subs=('add:Define a desk' 'list:All desks' 'show:One desk' 'set:Change a desk; the fiscal number is its identity and stays' 'remove:Forget a desk'\''s definition; its journal stays'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'desk add') subs=(); opts=('--tin:Tax number of the taxpayer (ЄДРПОУ or РНОКПП)' '--org:Name of the taxpayer, letter by letter as registered' '--outlet:Name of the outlet as registered' '--address:Address of the outlet as registered' '--fiscal-number:Fiscal number of the ПРРО' '--local-number:Local number of the ПРРО (CASHDESKNUM)' '--server:Base address of the fiscal server' '--vat-number:VAT number (ІПН) of a payer of VAT' '--test:All shifts are test shifts' '--cash-rounding:none, 0.10 or 0.50' '--tsp:Time-stamp provider: auto, none, or an address' '--trust:File of CA certificates the server'\''s answers chain to' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--tin --org --outlet --address --fiscal-number --local-number --server --vat-number --cash-rounding --tsp --trust --desk) ;;
        'desk list') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'desk show') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'desk set') subs=(); opts=('--server:' '--tin:' '--vat-number:' '--org:' '--outlet:' '--address:' '--local-number:' '--test:' '--no-test:' '--cash-rounding:' '--tsp:' '--trust:' '--cashier:The cashier who works when none is named' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--server --tin --vat-number --org --outlet --address --local-number --cash-rounding --tsp --trust --cashier --desk) ;;
        'desk remove') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'tax') subs=('list:The tax letters of a desk' 'set:Say what a letter means; an open-ended older meaning ends the day before `--from`'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'tax list') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'tax set') subs=(); opts=('--vat:Rate of ПДВ in percent' '--excise:Rate of retail excise in percent' '--exempt:The letter marks goods outside taxation' '--name:Name of the tax on documents' '--on-top:The tax is added to the price, not part of it' '--from:First day, 2026-01-31' '--to:Last day, 2026-12-31' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--vat --excise --name --from --to --desk) ;;
        'cashier') subs=('add:Add a person; the key must be in the vault' 'set:Change a person' 'list:All cashiers' 'remove:Forget a person; their key and the journal stay'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'cashier add') subs=(); opts=('--key:Name of the key in the vault (prro key list)' '--role:One of cashier, senior, owner' '--person:Name on receipts; from the certificate by default' '--badge:Code of the badge' '--pin-file:File whose first line is the PIN' '--at:Desk this person may work on; repeat for several' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--key --role --person --badge --pin-file --at --desk) ;;
        'cashier set') subs=(); opts=('--key:Name of the key in the vault (prro key list)' '--role:One of cashier, senior, owner' '--person:Name on receipts; from the certificate by default' '--badge:Code of the badge' '--pin-file:File whose first line is the PIN' '--at:Desk this person may work on; repeat for several' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--key --role --person --badge --pin-file --at --desk) ;;
        'cashier list') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'cashier remove') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'route') subs=('add:Lead a company'\''s or account'\''s payments to the desk named by --desk' 'list:All routes' 'remove:Forget a route'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'route add') subs=(); opts=('--company:Name or tax number of the company' '--account:Settlement account (IBAN)' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--company --account --desk) ;;
        'route list') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'route remove') subs=(); opts=('--company:Name or tax number of the company' '--account:Settlement account (IBAN)' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--company --account --desk) ;;
        'config') subs=('show:Every setting and its value' 'get:One setting' 'set:Change a setting, for all desks or with --desk for one' 'path:Where the configuration file lies'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'config show') subs=(); opts=('--origin:Say where each value came from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'config get') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'config set') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'config path') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'sandbox') subs=('serve:Serve until Ctrl-C' 'provision:Make throw-away keys, register everything, and define a desk of this home that works on the sandbox' 'state:What the sandbox has registered, read from its state file' 'fault:Let a running sandbox misbehave' 'switch:Show or set the points that the official description leaves open' 'clock:Show, set, move or stop the sandbox'\''s clock'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'sandbox serve') subs=(); opts=('--port:Port on loopback; 18609 by default' '--state:State file; in the home by default' '--fault:KIND[=VALUE][:WHEN][@TARGET]; repeat for several' '--switch:NAME=VALUE of an ambiguous point' '--clock:Start the sandbox'\''s clock here, e.g. 2026-03-01T10:00' '--registry:JSON with taxpayers, outlets, registers, operators' '--trust:Certificates of one more authority (.cer, .p7b)' '--schemas:Folder with the official XSD, for the command Schemas' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--port --state --fault --switch --clock --registry --trust --schemas --desk) ;;
        'sandbox provision') subs=(); opts=('--port:Port on loopback; 18609 by default' '--state:State file; in the home by default' '--name:Name of the desk to define' '--all:A desk for each of the three registers' '--key:Only these people; repeat for several' '--no-desk:Make keys and registers, leave the home alone' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--port --state --name --key --desk) ;;
        'sandbox state') subs=(); opts=('--state:State file; in the home by default' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--state --desk) ;;
        'sandbox fault') subs=(); opts=('--clear:Forget all faults first' '--list:Show the kinds of faults' '--url:Address of a running sandbox; the home'\''s own by default' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--url --desk) ;;
        'sandbox switch') subs=(); opts=('--url:Address of a running sandbox; the home'\''s own by default' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--url --desk) ;;
        'sandbox clock') subs=(); opts=('--set:Let it be this moment' '--advance:Move by so many seconds' '--stop:Stop the clock, or let it run' '--run:Stop the clock, or let it run' '--url:Address of a running sandbox; the home'\''s own by default' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--set --advance --url --desk) ;;
        'key') subs=('add:Import a key: opened once, kept in the vault under its own encryption; the file stays as it is' 'replace:Put a new key file in the place of an expired one; cashiers and what waits to be sent stay as they are' 'list:All keys, with the days their certificates are still valid; no password is needed' 'show:One key: whose, what for, how long, judged by which authorities; no password is needed' 'check:Open a key, sign and verify with it, judge its certificate: 0 sound, 6 warnings, 50 unusable, 51 expired' 'remove:Delete a key from the vault; the file it came from is not touched' 'passwd:Change the password of a key in the vault (the file it came from keeps its own)'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'key add') subs=(); opts=('--cert:Certificates of the key (.cer, .p7b); repeatable' '--name:Short name of the key; by default the file'\''s' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--key-password-file:Password of the key inside a .jks, where it differs' '--new-password-file:Password of the key in the vault; by default the file'\''s own' '--new-password-fd:The same from an open descriptor' '--trust:Certificates of authorities to judge by (.cer, .p7b); repeatable' '--role:Role, if the certificate tells it wrongly: person, entrepreneur, employee, seal' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cert --name --password-file --password-fd --key-password-file --new-password-file --new-password-fd --trust --role --desk) ;;
        'key replace') subs=(); opts=('--cert:Certificates of the key (.cer, .p7b); repeatable' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--key-password-file:Password of the key inside a .jks, where it differs' '--new-password-file:Password of the key in the vault; by default the file'\''s own' '--new-password-fd:The same from an open descriptor' '--trust:Certificates of authorities to judge by (.cer, .p7b); repeatable' '--role:Role, if the certificate tells it wrongly: person, entrepreneur, employee, seal' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cert --password-file --password-fd --key-password-file --new-password-file --new-password-fd --trust --role --desk) ;;
        'key list') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'key show') subs=(); opts=('--trust:Certificates of authorities to judge by (.cer, .p7b); repeatable' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--trust --desk) ;;
        'key check') subs=(); opts=('--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--trust:Certificates of authorities to judge by (.cer, .p7b); repeatable' '--days:Warn when fewer days of validity are left' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--password-file --password-fd --trust --days --desk) ;;
        'key remove') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'key passwd') subs=(); opts=('--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--new-password-file:File with the new password' '--new-password-fd:The same from an open descriptor' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--password-file --password-fd --new-password-file --new-password-fd --desk) ;;
        'sign') subs=(); opts=('--key:Name of the key (prro key list)' '--output:FILE.p7s by default; - is stdout' '-o:FILE.p7s by default; - is stdout' '--detached:The signature alone, without the content' '--digest:auto (by the certificate), gost34311 or kupyna256' '--tsp:Provider of a time-stamp' '--timestamp:The same as --tsp auto' '--no-signing-time:Leave out the signer'\''s clock' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--key --output -o --digest --tsp --password-file --password-fd --desk) ;;
        'verify') subs=(); opts=('--content:What a detached signature belongs to' '--cert:The signer'\''s certificate, if it is not inside' '--trust:Certificates of authorities to judge by (.cer, .p7b); repeatable' '--at:Judge as of this time (RFC 3339)' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--content --cert --trust --at --desk) ;;
        'unwrap') subs=(); opts=('--output:Where to; stdout by default (and with -)' '-o:Where to; stdout by default (and with -)' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--output -o --desk) ;;
        'encrypt') subs=(); opts=('--to:The recipient'\''s certificate for encryption' '--output:FILE.p7e by default; - is stdout' '-o:FILE.p7e by default; - is stdout' '--key:Key of the sender; by default a one-time key' '--suite:gost or kalyna' '--transport:In a transport container, as gateways want' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--to --output -o --key --suite --password-file --password-fd --desk) ;;
        'decrypt') subs=(); opts=('--key:Name of the key it was encrypted for' '--output:Where to; stdout by default (and with -)' '-o:Where to; stdout by default (and with -)' '--cert:The sender'\''s certificate, if it is not inside' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--key --output -o --cert --password-file --password-fd --desk) ;;
        'shift') subs=('open:Open a shift' 'close:Make the Z-report and close the shift' 'status:The shift as the journal knows it; nothing is asked or opened'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'shift open') subs=(); opts=('--test:A test shift: its documents bind nobody' '--if-needed:An open shift is no error' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'shift close') subs=(); opts=('--if-needed:No open shift is no error (for timers)' '--accept-difference:Register our totals although the server'\''s differ' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'shift status') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'sale') subs=(); opts=('--item:A row: name, qty, price, tax, code …; repeat for several' '--file:The order as JSON; - is stdin' '--batch:Orders as NDJSON, one a line; - is stdin' '--cash:Cash tendered, or paid back' '--card:Paid by card' '--slip:The bank terminal'\''s data as JSON' '--pay:Another means of payment' '--discount:Discount of the whole receipt: 5.00 or 10%' '--comment:A comment on the receipt' '--key:Idempotency key: the same order only once' '--company:Choose the desk by the company'\''s route' '--account:Choose the desk by the account'\''s route (IBAN)' '--no-print:Do not print' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--item --file --batch --cash --card --slip --pay --discount --comment --key --company --account --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'return') subs=(); opts=('--receipt:Fiscal number of the sale' '--all:Everything that is left of it' '--item:A row: name, qty, price, tax, code …; repeat for several' '--file:The order as JSON; - is stdin' '--from-register:Fiscal number of the other register that sold it' '--from-date:Day of that sale, 2026-11-21' '--cash:Cash tendered, or paid back' '--card:Paid by card' '--slip:The bank terminal'\''s data as JSON' '--pay:Another means of payment' '--comment:A comment on the receipt' '--key:Idempotency key: the same order only once' '--no-print:Do not print' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--receipt --item --file --from-register --from-date --cash --card --slip --pay --comment --key --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'reversal') subs=(); opts=('--no-print:Do not print' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'cash') subs=('in:Put money into the drawer' 'out:Take money out of the drawer'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'cash in') subs=(); opts=('--comment:A comment on the document' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--comment --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'cash out') subs=(); opts=('--comment:A comment on the document' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--comment --cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'report') subs=('period:Sales, returns, payments and taxes of some days' 'goods:Quantities and sums by goods, also of lines kept off the receipts' 'shifts:The shifts with their totals' 'x:The totals of the open shift; nothing is written, signed or sent, so no key is opened' 'z:Register the Z-report; `prro shift close` does this and closes the shift'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'report period') subs=(); opts=('--from:First day, 2026-11-01; today where absent' '--to:Last day, included; today where absent' '--csv:Also write the rows to this new CSV file' '--test:The documents of test shifts instead of the fiscal ones' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--from --to --csv --desk) ;;
        'report goods') subs=(); opts=('--from:First day, 2026-11-01; today where absent' '--to:Last day, included; today where absent' '--by-seller:Every seller'\''s rows apart (R43)' '--csv:Also write the rows to this new CSV file' '--test:The documents of test shifts instead of the fiscal ones' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--from --to --csv --desk) ;;
        'report shifts') subs=(); opts=('--limit:At most so many, newest first' '--csv:Also write the rows to this new CSV file' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--limit --csv --desk) ;;
        'report x') subs=(); opts=('--cashier:Who works (prro cashier list)' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --password-file --password-fd --desk) ;;
        'report z') subs=(); opts=('--accept-difference:Register our totals although the server'\''s differ' '--cashier:Who works (prro cashier list)' '--badge:Who works, by badge' '--pin-file:File with the cashier'\''s PIN' '--online-only:Do not go offline: exit 10 instead' '--dry-run:Show the XML and totals that would be signed; take nothing' '--lock-wait:Seconds to wait for another command' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --badge --pin-file --lock-wait --password-file --password-fd --desk) ;;
        'status') subs=(); opts=('--check:Exit 6 where something needs attention' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'offline') subs=('status:Session, hours of 36 and 168, numbers, and what waits' 'limits:Show the local limits, or raise them until the 1st; at the tax server this changes nothing' 'begin:Go offline by hand (document 102), for example before work on the network'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'offline status') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'offline limits') subs=(); opts=('--session-hours:Raise the 36 hours for a time' '--month-hours:Raise the 168 hours for a time' '--until:Last day of it, YYYY-MM-DD; never beyond the 1st' '--lock-wait:Seconds to wait for another command' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--session-hours --month-hours --until --lock-wait --desk) ;;
        'offline begin') subs=(); opts=('--cashier:Who works (prro cashier list)' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--lock-wait:Seconds to wait for another command' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --password-file --password-fd --lock-wait --desk) ;;
        'go-online') subs=(); opts=('--cashier:Who works (prro cashier list)' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--lock-wait:Seconds to wait for another command' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --password-file --password-fd --lock-wait --desk) ;;
        'sync') subs=(); opts=('--watch:Repeat every sync.interval seconds until stopped' '--rounds:With --watch: stop after so many rounds' '--cashier:Who works (prro cashier list)' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--lock-wait:Seconds to wait for another command' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--rounds --cashier --password-file --password-fd --lock-wait --desk) ;;
        'budget') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'document') subs=('check:Validate fiscal documents: 0 sound, 6 valid but contradicting itself, 3 invalid; lists every finding' 'show:Print what is in a fiscal document, whatever it is wrapped in'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'document check') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'document show') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'journal') subs=('list:Documents, newest first' 'show:One document: its facts, its rows, everything that happened to it' 'events:Events, oldest first; with --json one envelope a line' 'verify:Recompute everything: chain, numbers, hashes, tables, control numbers, totals against Z. Reads only' 'rebuild:Make the tables again from the events; refused if the events themselves were altered' 'export:Write documents as a table, events as JSON lines, or the signed originals with SHA256SUMS'); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'journal list') subs=(); opts=('--limit:How many' '--before:Go on where a list ended (next_before)' '--kind:Only this kind; repeatable' '--state:Only this state; repeatable' '--shift:Only documents of this shift' '--since:From this time on: 2026-11-21 or 2026-11-21T10:00' '--until:Before this time' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--limit --before --kind --state --shift --since --until --desk) ;;
        'journal show') subs=(); opts=('--xml:With the XML of the document' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'journal events') subs=(); opts=('--after:Events with a higher id; default: the last 50' '--follow:Wait for more, until interrupted' '-f:Wait for more, until interrupted' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--after --desk) ;;
        'journal verify') subs=(); opts=('--signatures:Check every signature too (slower)' '--file:A copy of a journal instead of the home'\''s own' '--anchor:DESK:NUMBER:HASH of a record noted elsewhere; repeatable' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--file --anchor --desk) ;;
        'journal rebuild') subs=(); opts=('--dry-run:Only compare' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'journal export') subs=(); opts=('--output:A new file, or a new folder for originals' '-o:A new file, or a new folder for originals' '--format:csv, jsonl (events) or originals (signed files)' '--kind:Only this kind; repeatable' '--state:Only this state; repeatable' '--shift:Only documents of this shift' '--since:From this time on: 2026-11-21 or 2026-11-21T10:00' '--until:Before this time' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--output -o --format --kind --state --shift --since --until --desk) ;;
        'explain') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'commands') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'exit-codes') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'completion') subs=(); opts=('--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--desk) ;;
        'doctor') subs=(); opts=('--only:Id or name of a check; repeat for several' '--no-network:Local checks only' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--only --desk) ;;
        'reconcile') subs=(); opts=('--cashier:Who works (prro cashier list)' '--password-file:File whose first line is the key'\''s password' '--password-fd:Open descriptor to read the password from' '--lock-wait:Seconds to wait for another command' '--desk:Desk to work on; needed with several desks. $PRRO_DESK' '--json:One JSON object on stdout, also on failure' '--quiet:Print only the identifier' '-q:Print only the identifier' '--verbose:Say more on stderr' '-v:Say more on stderr' '--yes:Answer yes to ordinary questions' '-y:Answer yes to ordinary questions' '--help:Show the help of this command'); valued=(--cashier --password-file --password-fd --lock-wait --desk) ;;
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
        'config|--desk') kind='ask:desks' ;;
        'config show|--desk') kind='ask:desks' ;;
        'config get|--desk') kind='ask:desks' ;;
        'config get|1') kind='list:shift.auto-open shift.stale offline.enter offline.warn-session-hours offline.warn-month-hours offline.numbering offline.numbers sync.interval server.timeout server.document-channel server.package-channel server.package-bytes timestamp.required signature.verify signature.digest signing.shared secrets.keyring lock.wait confirm.sale device.check' ;;
        'config set|--desk') kind='ask:desks' ;;
        'config set|1') kind='list:shift.auto-open shift.stale offline.enter offline.warn-session-hours offline.warn-month-hours offline.numbering offline.numbers sync.interval server.timeout server.document-channel server.package-channel server.package-bytes timestamp.required signature.verify signature.digest signing.shared secrets.keyring lock.wait confirm.sale device.check' ;;
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
        'explain|--desk') kind='ask:desks' ;;
        'commands|--desk') kind='ask:desks' ;;
        'exit-codes|--desk') kind='ask:desks' ;;
        'completion|--desk') kind='ask:desks' ;;
        'completion|1') kind='list:bash zsh fish powershell' ;;
        'doctor|--desk') kind='ask:desks' ;;
        'reconcile|--cashier') kind='ask:cashiers' ;;
        'reconcile|--password-file') kind='files' ;;
        'reconcile|--desk') kind='ask:desks' ;;
    esac
}

_prro() {
    local at= place=0 skip= kind word i home=$PRRO_HOME
    local -a subs opts valued found
    _prro_node ''
    for ((i = 2; i < CURRENT; i++)); do
        word=${words[i]}
        if [[ -n $skip ]]; then
            [[ $skip == --home ]] && home=$word
            skip=
        elif (( ${valued[(Ie)$word]} )); then
            skip=$word
        elif [[ $word == -* ]]; then
            :
        elif [[ -n ${(M)subs:#${word}:*} ]]; then
            at=${at:+$at }$word
            _prro_node "$at"
        else
            (( place++ ))
        fi
    done
    if [[ -z $skip && $PREFIX == -* ]]; then
        _describe -o option opts
        return
    fi
    if [[ -z $skip && ${#subs} -gt 0 ]]; then
        _describe command subs
        return
    fi
    _prro_kind "$at" "${skip:-$((place + 1))}"
    case $kind in
        list:*) found=(${=kind#list:}); compadd -a found ;;
        ask:*) found=(${(f)"$(PRRO_HOME=$home command prro _complete ${kind#ask:} 2>/dev/null)"}); compadd -a found ;;
        files) _files ;;
    esac
}

if [[ $funcstack[1] == _prro ]]; then
    _prro "$@"
else
    compdef _prro prro
fi
