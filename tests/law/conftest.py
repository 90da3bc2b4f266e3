from hypothesis import settings

# A loaded machine must not fail a pure function, and nothing is kept between runs.
settings.register_profile("law", deadline=None, database=None, max_examples=60)
settings.load_profile("law")
