"""What several pages show: headings, trust notes, progress, charts with their downloads, tables, forms."""
