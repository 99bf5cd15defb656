"""Files that people bring and take: spreadsheets, CSV, OneRoster archives, printed cards. No database, no HTTP."""
