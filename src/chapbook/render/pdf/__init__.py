"""The paged editions: layout by chapter, binding, imposition."""
