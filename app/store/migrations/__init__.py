"""Revisions of the schema. `app.store.migrate` runs them; env.py is Alembic's way in."""
