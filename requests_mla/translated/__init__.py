"""The translation of a request: which texts there are to translate, and how far it is."""
