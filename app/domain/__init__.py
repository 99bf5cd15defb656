"""What is true: frozen dataclasses and pure functions. Standard library only; time and chance are arguments."""
