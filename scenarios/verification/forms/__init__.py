"""One module a file format: how a stamp is put into it, and how stamp and cells are read back within bounds."""
