"""Tests of the drawing of diagrams."""
