"""What the pages of a task and of a case file show, assembled for a viewer; nothing here writes."""
