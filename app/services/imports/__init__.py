"""Pupils from files: received, read and checked in the background, shown, guarded, applied school by school, undone."""
