"""`nintei law …`: what the rules ask for and where it is carried out."""

import click


@click.group()
def law() -> None:
    """What the rules ask for and where it is carried out."""
