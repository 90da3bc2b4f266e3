"""The only way for screens to rows that belong to a case. Every function takes the viewer first.

Visibility (第20条) is part of each query, not a check after it; what a viewer may not see answers exactly
like an unknown id. No module of the web imports the tables.
"""
