"""第6条第3項・第15条第2項: site visits from the plan to the report that the provider has checked.

`found` reads, the other modules write in the caller's transaction; what pages call takes a runtime and a viewer.
"""
