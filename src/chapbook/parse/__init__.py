"""From a chapter’s Markdown to a Draft."""
