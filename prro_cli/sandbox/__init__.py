"""A strict local fiscal server for rehearsal: it judges by the specification alone and shares no code with the client.

It is a product feature (`prro sandbox serve`, `prro demo`), not a test double, and it is never the tax service.
"""
