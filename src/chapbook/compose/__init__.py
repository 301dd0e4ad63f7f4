"""From drafts to the Book."""
