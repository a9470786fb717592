"""One module a page: each reads the question of the address, asks the index, and renders what comes."""
