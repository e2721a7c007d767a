"""The register for machines: what an agency and its creditor do on their pages, over HTTP (docs/api.md).

`door` is what every request goes through, `ways` the list of what can be asked; everything else is one of the two.
"""
