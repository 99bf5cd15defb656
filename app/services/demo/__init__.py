"""The demo: a synthetic province that looks alive. Every school, person and figure in it is invented.

One generator serves all scales. All chance comes from one `random.Random`, time is passed in: the same seed and the
same moment give the same rows.
"""
