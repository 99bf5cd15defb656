"""Content as files: reads courses/ and quizzes/, checks them, and makes the revisions that are published."""
