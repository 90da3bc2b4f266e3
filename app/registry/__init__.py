"""What the public sees of certified services: built from the facts and read from nowhere else (第11条)."""
