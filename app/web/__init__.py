"""HTTP: the only place that knows Flask, WTForms, Flask-Login, Jinja and Babel."""
