"""Pages over everything else: shells from Django, filled by plain JavaScript modules from the API."""
