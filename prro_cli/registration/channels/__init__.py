"""The ways a form can go to the tax service: one small protocol, one module per channel.

`rest`, `soap` and `mail` are built from official descriptions and public code. None of them was ever tried live by
the authors of this program: for reports there is no test service (registration.md 2.2, 5).
"""
