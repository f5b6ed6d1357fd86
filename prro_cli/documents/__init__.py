"""The wire: fiscal documents as values, as XML, as packages (API of the tax service, edition 08.2025).

Import from the module that has the thing; this file imports nothing, so that start-up stays cheap.

* `model`: `Check`, `ZRep`, `Ticket` and their parts, frozen dataclasses. Attributes are the official element names in
  lower case, `rows` are tuples, None means absent. Money is kopecks, AMOUNT thousandths, courses 10^-8, percents and
  tax rates hundredths. The classes *are* the tables (`schema.table_of`).
* `kinds`: `Kind`, `kind_of(document)`, `head(kind, Registration, Stamp, …)`, `zrep_head`, `moment_of`.
* `charset`: `normalised(document)` replaces what windows-1251 lacks or names what cannot be replaced.
* `writer`: `write(document) -> bytes`; refuses whatever the schema refuses.
* `reader`: `read(data) -> Reading` (document, leftovers, findings), tolerant; `read_document`, `read_ticket` strict.
* `validator`: `check_xml(data)`, `check(document, context)`, `prepare(document, context) -> bytes`.
* `control`: `control_number`, `control_string_of`, `offline_fiscal_number`, `with_offline_number`.
* `chain`: `Chain(rule).next_hash(kind)`, `.after(kind, sent_bytes)`, `document_hash`.
* `package`: `frame`, `frames`, `split`; the limits 100 documents and 200 KB.
* `link`: `receipt_link`, `choose_mac`.
"""
