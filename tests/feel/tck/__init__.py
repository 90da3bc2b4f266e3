"""Scoring `app.feel` against a checkout of the DMN Technology Compatibility Kit (dmn-tck/tck).

    python -m tests.feel.tck CHECKOUT [--failures]

Nothing of the kit is kept here; whoever scores brings a checkout.
"""
