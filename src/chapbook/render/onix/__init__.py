"""The record for shops and libraries: ONIX for Books 3.0."""
