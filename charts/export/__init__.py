"""Charts and tables as files for drafts: PNG, SVG, XLSX with a native chart, CSV; each with its caption and its stamp."""
