"""The e-book: content documents, navigation, package."""
