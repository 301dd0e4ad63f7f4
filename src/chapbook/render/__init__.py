"""From the Book to editions. A renderer formats; what it would have to decide is decided in compose."""
