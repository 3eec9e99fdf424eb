"""When does it fail: conditions on what was drawn, or on what a sweep varied, under which targets are missed."""

from scenarios.discovery.boxes import Box, Edge, discover_box
from scenarios.discovery.discover import DiscoverAnswer, DiscoverRequest, discover

__all__ = ["Box", "DiscoverAnswer", "DiscoverRequest", "Edge", "discover", "discover_box"]
