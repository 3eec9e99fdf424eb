"""The sections of an annex: each a function from what was computed to blocks, in words of the catalogue."""
