"""First Lesson 安全第一课. Importing this package imports nothing else, so the domain stays light."""
