"""Random walks over diagrams: the real engine, reloaded at every step, beside a twin that never is.

`python -m tests.walks --walks 20000 --seed 7` walks longer than the tests do. The acts are the one edge:
a walk has no database, so that they are replaced by random values of their declared outputs.
"""
