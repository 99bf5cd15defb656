"""What a person can do: one function per deed, f(session, actor, ..., *, now). The first line decides access."""
