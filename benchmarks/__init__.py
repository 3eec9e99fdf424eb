"""The engine beside plain Mesa and beside a bare loop; and plain Mesa as a witness of the engine."""
