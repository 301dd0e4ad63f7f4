"""The download page: one static page beside the editions, ready to upload."""
