"""Pupils as a file names them, checked and compared with those a school has. Rules only: no files, no database."""
