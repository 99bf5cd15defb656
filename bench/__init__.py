"""The benchmark: `make bench`. Development only; nothing in app/ knows it."""
