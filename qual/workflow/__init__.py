"""The verbs: joins rooms, owns transactions, knows no widget."""
