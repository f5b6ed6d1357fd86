"""The registration forms 20-ОПП, 1-ПРРО and 5-ПРРО: values, DECLAR XML, verdicts, file names (spec: registration 1).

Import from the module that has the thing; this file imports nothing. Nothing here reads a clock, a key or the net.

* `model`: `Declar(head, body)` with `Form20`, `Form1`, `Form5`; the classes *are* the tables (`declare.table_of`).
* `codes`: `FormCode` (`J1316605`), `filename`: `FileName.of(head)`, `FileName.parse(text)`, `str(name)`.
* `catalogue`: the current codes, code lists and recipients with their validity, replaceable in `<home>/forms/`.
* `charset`: `normalised(declar)` replaces what windows-1251 and 20-ОПП do not admit, or names what cannot be.
* `writer`: `write(declar) -> bytes`; refuses whatever the schema refuses. `reader`: `read(data) -> Reading`, tolerant.
* `validator`: `check_xml(data)`, `check(declar)`, `prepare(declar)`; findings say field, fault and what is allowed.
* `describe`: every field with its official name, for a person to read before signing.
"""
